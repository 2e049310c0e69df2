import Glibc

/// The machine's wall clock.
struct SystemTime {
  let seconds: Int64
  let nanoseconds: Int64

  static var now: SystemTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return SystemTime(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
  }
}
