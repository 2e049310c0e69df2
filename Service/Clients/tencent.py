"""How the suites of Tencent's SDKs make clients, in the current SDK and in 3.0.500."""

import base64

from checks import Context
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

REGION = "ap-guangzhou"
ERROR = TencentCloudSDKException


def code(error: TencentCloudSDKException) -> str:
    return error.get_code()


def profile(context: Context, sign=None, method="POST", endpoint=None, language=None, unsigned=False) -> ClientProfile:
    http = HttpProfile(protocol="http", endpoint=endpoint or context.endpoint, reqMethod=method, reqTimeout=60)
    made = ClientProfile(signMethod=sign, httpProfile=http, **({"language": language} if language else {}))
    made.unsignedPayload = unsigned
    return made


def credentials(context: Context, key="main", token=None) -> credential.Credential:
    return credential.Credential(*context.key(key), **({"token": token} if token else {}))


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()
