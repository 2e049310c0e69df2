import Foundation
import ImageModeration
import StandardDetectors
let worker = Isolation.worker(executable: CommandLine.arguments[2])
let detectors = try StandardDetectors.load(modelsDirectory: CommandLine.arguments[1], isolation: worker)
let moderator = try Moderator(detectors: detectors, isolation: worker)
let upload = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
switch try await moderator.moderate(.bytes(upload, .local)).outcome {
case .verdict(let verdict): print(verdict.suggestion, verdict.reason)
case .rejected(let rejection): print("REFUSED", rejection.publicMessage)
}
