import Hummingbird
import HummingbirdTLS
import StandardDetectors
enum Placeholder {}
