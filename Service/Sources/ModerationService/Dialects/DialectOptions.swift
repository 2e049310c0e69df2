/// What other clouds' dialects answer where their words do not reach.
///
/// Whatever is chosen, a picture that does not pass is never told as a clean one, but for the hook's `allowsReview`,
/// which says so in its body.
struct DialectOptions: Hashable, Sendable {
  /// What becomes of something that a dialect has no word for.
  enum Handling: String, Hashable, Sendable, CaseIterable {
    /// The picture is told as flagged.
    case flag
    /// The call is answered with an error, which names the reason.
    case error
  }

  /// What Azure's dialect does about categories that nothing here looks for.
  enum UnlookedCategories: String, Hashable, Sendable, CaseIterable {
    /// They are left out of the answer: a severity of 0 would be a finding that nobody made.
    case omit
    /// The call is answered with an error.
    case error
  }

  /// What REVIEW is told as by OpenAI's, AWS's and Azure's dialects; Huawei's and the hook have a word of their own.
  var review: Handling = .flag
  /// What REVIEW or BLOCK because of a gap alone is told as, where nothing was found to name. Nil for the dialect's own
  /// choice: `flag` of Huawei, whose word is `review`, `error` of OpenAI, AWS and Azure. The hook refuses in any case.
  var gap: Handling?
  /// What a finding is told as for which the dialect has no category. Nil for the dialect's own choice: `flag` of OpenAI
  /// (flagged, no category) and AWS (a label with our own name), `error` of Azure, whose clients read four names.
  var unmappedFindings: Handling?
  /// Whether OpenAI's dialect passes over texts that come with a picture. Texts are not judged here: by default they are
  /// an error, and texts without a picture are an error in any case.
  var ignoresText = false
  /// What Azure's dialect does about categories that nothing here looks for: hate, self-harm.
  var unlookedCategories = UnlookedCategories.omit
  /// What Misskey's dialect tells of a picture that was not judged, has a gap, or was flagged for something that none of
  /// its classes names. Misskey takes an error for a picture that is not sensitive (misskey-dev/misskey#16804), so only
  /// `flag` keeps such a picture from being shown without a cover.
  var misskeyOthers: Handling = .flag
  /// Whether the hook lets a picture in that a person should look at: 200 with `"suggestion":"REVIEW"` in place of 422.
  /// For sites that review after publication. Pictures that were not looked at whole are refused in any case.
  var hookAllowsReview = false
  /// How long a request may take from its head to its answer.
  var deadline: Duration = .seconds(15)
}
