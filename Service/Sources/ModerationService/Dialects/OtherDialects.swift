extension ModerationServer {
  /// The dialects beside Tencent's, in the order in which they are asked.
  static func otherDialects(
    _ configuration: ServiceConfiguration, _ judge: any ImageJudging, _ authenticator: any Authenticating
  ) -> [any Dialect] {
    let options = configuration.dialects
    let openAI = OpenAIDialect(judge: judge, authenticator: authenticator, options: options)
    return [
      NativeDialect(judge: judge, authenticator: authenticator, openAI: openAI),
      AWSRekognitionDialect(judge: judge, authenticator: authenticator, options: options),
      AzureDialect(judge: judge, authenticator: authenticator, options: options),
      HuaweiDialect(judge: judge, authenticator: authenticator, options: options),
      MisskeyDialect(judge: judge, authenticator: authenticator, options: options),
      HookDialect(judge: judge, authenticator: authenticator, options: options),
    ]
  }
}
