extension ModerationServer {
  static func otherDialects(
    _ configuration: ServiceConfiguration, _ judge: ModerationJudge, _ authenticator: any Authenticating
  ) -> [any Dialect] {
    [NativeDialect(judge: judge, authenticator: authenticator, openAI: OpenAIDialect())]
  }
}
