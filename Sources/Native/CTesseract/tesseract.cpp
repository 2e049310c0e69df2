#include "CTesseract.h"

#include <dlfcn.h>

#include <cstdio>
#include <exception>
#include <mutex>
#include <string>
#include <vector>

namespace {

const char *const kLibrary = "libtesseract.so.5";
// Values of capi.h's enumerations.
const int kNeuralOnly = 1, kWholePage = 3, kTextLine = 2;

// The functions used. Handles are opaque pointers of Tesseract's.
struct Functions {
  void *(*create)();
  void (*destroy)(void *engine);
  int (*init)(void *engine, const char *folder, const char *languages, int mode, char **configs, int config_count,
              char **names, char **values, size_t count, int only_non_debug);
  void (*set_mode)(void *engine, int mode);
  void (*set_image)(void *engine, const unsigned char *pixels, int width, int height, int bytes_per_pixel, int stride);
  int (*recognize)(void *engine, void *monitor);
  void (*clear)(void *engine);
  void *(*iterator)(void *engine);
  void (*iterator_free)(void *iterator);
  int (*next)(void *iterator, int level);
  char *(*text)(const void *iterator, int level);
  void (*text_free)(const char *text);
  float (*confidence)(const void *iterator, int level);
  const void *(*page_iterator)(const void *iterator);
  int (*box)(const void *iterator, int level, int *left, int *top, int *right, int *bottom);
  void *(*monitor)();
  void (*monitor_free)(void *monitor);
  void (*set_deadline)(void *monitor, int milliseconds);
  // Of the OpenMP runtime, where Tesseract was built with it.
  int (*get_levels)();
  void (*set_levels)(int levels);
};

struct Line {
  std::string text;
  float confidence;
  int left, top, right, bottom;
};

// Opens the library once; it stays loaded.
const Functions *open_library(char *error, size_t capacity) {
  static Functions call;
  static bool opened = false;
  if (opened) return &call;
  void *library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    std::snprintf(error, capacity, "%s", dlerror());
    return nullptr;
  }
  const struct {
    const char *name;
    void *slot;
  } symbols[] = {
      {"TessBaseAPICreate", &call.create},
      {"TessBaseAPIDelete", &call.destroy},
      {"TessBaseAPIInit4", &call.init},
      {"TessBaseAPISetPageSegMode", &call.set_mode},
      {"TessBaseAPISetImage", &call.set_image},
      {"TessBaseAPIRecognize", &call.recognize},
      {"TessBaseAPIClear", &call.clear},
      {"TessBaseAPIGetIterator", &call.iterator},
      {"TessResultIteratorDelete", &call.iterator_free},
      {"TessResultIteratorNext", &call.next},
      {"TessResultIteratorGetUTF8Text", &call.text},
      {"TessDeleteText", &call.text_free},
      {"TessResultIteratorConfidence", &call.confidence},
      {"TessResultIteratorGetPageIteratorConst", &call.page_iterator},
      {"TessPageIteratorBoundingBox", &call.box},
      {"TessMonitorCreate", &call.monitor},
      {"TessMonitorDelete", &call.monitor_free},
      {"TessMonitorSetDeadlineMSecs", &call.set_deadline},
  };
  for (const auto &symbol : symbols) {
    void *address = dlsym(library, symbol.name);
    if (!address) {
      std::snprintf(error, capacity, "%s has no function %s", kLibrary, symbol.name);
      return nullptr;
    }
    *static_cast<void **>(symbol.slot) = address;
  }
  *reinterpret_cast<void **>(&call.get_levels) = dlsym(library, "omp_get_max_active_levels");
  *reinterpret_cast<void **>(&call.set_levels) = dlsym(library, "omp_set_max_active_levels");
  opened = true;
  return &call;
}

// While it lives, OpenMP starts no threads for what this thread does.
class SingleThread {
 public:
  explicit SingleThread(const Functions &call) : call_(call), works_(call.get_levels && call.set_levels) {
    if (!works_) return;
    levels_ = call_.get_levels();
    call_.set_levels(0);
  }
  ~SingleThread() {
    if (works_) call_.set_levels(levels_);
  }
  SingleThread(const SingleThread &) = delete;
  SingleThread &operator=(const SingleThread &) = delete;

 private:
  const Functions &call_;
  const bool works_;
  int levels_ = 0;
};

// Tesseract keeps a few settings per process, so engines are made one at a time.
std::mutex making;

}  // namespace

struct moderation_reader {
  const Functions *call = nullptr;
  void *engine = nullptr;
  void *monitor = nullptr;
  std::vector<Line> lines;

  ~moderation_reader() {
    if (monitor) call->monitor_free(monitor);
    if (engine) call->destroy(engine);
  }

  void collect() {
    void *iterator = call->iterator(engine);
    if (!iterator) return;
    do {
      char *text = call->text(iterator, kTextLine);
      if (!text) continue;
      Line line{text, call->confidence(iterator, kTextLine), 0, 0, 0, 0};
      call->text_free(text);
      if (call->box(call->page_iterator(iterator), kTextLine, &line.left, &line.top, &line.right, &line.bottom))
        lines.push_back(std::move(line));
    } while (call->next(iterator, kTextLine));
    call->iterator_free(iterator);
  }
};

namespace {

// Runs a step that may throw; what is thrown becomes a text.
template <typename Step>
bool guarded(char *error, size_t capacity, Step step) {
  try {
    return step();
  } catch (const std::exception &exception) {
    std::snprintf(error, capacity, "%s", exception.what());
  } catch (...) {
    std::snprintf(error, capacity, "an exception of an unknown kind");
  }
  return false;
}

}  // namespace

moderation_reader *moderation_reader_create(const char *folder, const char *languages, char *error, size_t capacity) {
  moderation_reader *reader = nullptr;
  bool made = guarded(error, capacity, [&] {
    std::lock_guard<std::mutex> lock(making);
    const Functions *call = open_library(error, capacity);
    if (!call) return false;
    reader = new moderation_reader;
    reader->call = call;
    reader->engine = call->create();
    reader->monitor = call->monitor();
    // It would tell standard error about every picture.
    char name[] = "debug_file", value[] = "/dev/null";
    char *names[] = {name}, *values[] = {value};
    if (call->init(reader->engine, folder, languages, kNeuralOnly, nullptr, 0, names, values, 1, 0) != 0) {
      std::snprintf(error, capacity, "Tesseract refuses the languages %s in %s", languages, folder);
      return false;
    }
    call->set_mode(reader->engine, kWholePage);
    return true;
  });
  if (made) return reader;
  moderation_reader_free(reader);
  return nullptr;
}

void moderation_reader_free(moderation_reader *reader) {
  char unused[1];
  guarded(unused, sizeof unused, [&] {
    delete reader;
    return true;
  });
}

long moderation_reader_read(moderation_reader *reader, const void *rgb, int width, int height, size_t stride,
                            int milliseconds, char *error, size_t capacity) {
  bool read = guarded(error, capacity, [&] {
    const Functions &call = *reader->call;
    SingleThread single(call);
    reader->lines.clear();
    call.set_image(reader->engine, static_cast<const unsigned char *>(rgb), width, height, 3,
                   static_cast<int>(stride));
    call.set_deadline(reader->monitor, milliseconds);
    bool finished = call.recognize(reader->engine, reader->monitor) == 0;
    if (finished)
      reader->collect();
    else
      std::snprintf(error, capacity, "Tesseract failed or did not finish within %d ms", milliseconds);
    // The picture and what was read; the languages stay loaded.
    call.clear(reader->engine);
    return finished;
  });
  return read ? static_cast<long>(reader->lines.size()) : -1;
}

moderation_text_line moderation_reader_line(const moderation_reader *reader, long index) {
  const Line &line = reader->lines[static_cast<size_t>(index)];
  return {line.text.c_str(), line.confidence, line.left, line.top, line.right, line.bottom};
}
