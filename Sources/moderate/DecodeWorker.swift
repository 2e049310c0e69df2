/// The decode worker that belongs to this command: built with it, installed beside it.
enum DecodeWorker {
  /// The path of `moderation-worker` in the folder of this very executable.
  static let path = ExecutableFolder.path + "moderation-worker"
}
