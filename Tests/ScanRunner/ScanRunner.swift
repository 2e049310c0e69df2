@main struct ScanRunner { static func main() {} }
