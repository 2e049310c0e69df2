/* Runs a detector in Python: one interpreter in each process that opens this library. The detector's source is a part
 * of the library, so that the library's digest pins it; Python, and what the detector imports, lie where the system has
 * them. `make` builds it.
 *
 * Calls of several threads take turns, because Python has one lock for all: work goes on side by side in the host's
 * worker processes. An exception fails the call with its last line, and never reads as a clean picture. */
#define _GNU_SOURCE
#define PY_SSIZE_T_CLEAN
#if __has_include(<Python.h>)
#include <Python.h>
#else
#error "Python's headers are missing: install python3-dev (Debian, Ubuntu)"
#endif
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "moderation_abi.h"

#include "description.h"

/* The most bytes of a message and its end; the most details of a finding, as the host takes. */
enum { maximum_message = 600, maximum_details = 64 };

typedef struct python_detector {
  moderation_detector table;
  PyObject *inspect; /* what `create` of the detector returned */
} python_detector;

static moderation_text text_of(const char *bytes, size_t count) {
  const moderation_text text = {bytes, count};
  return text;
}

/* The exception's type, its words and the last place in the detector's file; then there is no exception any more. */
static size_t describe_exception(char message[maximum_message]) {
  PyObject *type = NULL, *value = NULL, *trace = NULL;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  long line = 0;
  for (PyTracebackObject *place = (PyTracebackObject *)trace; place != NULL; place = place->tb_next) {
    PyObject *number = PyObject_GetAttrString((PyObject *)place, "tb_lineno");
    PyCodeObject *code = PyFrame_GetCode(place->tb_frame);
    const char *file = PyUnicode_AsUTF8(code->co_filename);
    if (number != NULL && file != NULL && strcmp(file, source_name.bytes) == 0) line = PyLong_AsLong(number);
    Py_XDECREF(number);
    Py_DECREF(code);
  }
  PyErr_Clear();
  PyObject *words = value != NULL ? PyObject_Str(value) : NULL;
  const char *said = words != NULL ? PyUnicode_AsUTF8(words) : NULL;
  const char *name = type != NULL ? ((PyTypeObject *)type)->tp_name : "an error";
  int count = line > 0 ? snprintf(message, maximum_message, "%s: %s (%s, line %ld)", name, said != NULL ? said : "",
                                  source_name.bytes, line)
                       : snprintf(message, maximum_message, "%s: %s", name, said != NULL ? said : "");
  PyErr_Clear();
  Py_XDECREF(words);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(trace);
  /* A text that was cut off may end in the middle of a character: back to the last whole one. */
  size_t length = count < 0 ? 0 : (size_t)count < maximum_message ? (size_t)count : maximum_message - 1;
  if ((size_t)(count < 0 ? 0 : count) >= maximum_message) {
    while (length > 0 && ((unsigned char)message[length - 1] & 0xC0) == 0x80) length--;
    if (length > 0 && (unsigned char)message[length - 1] >= 0xC0) length--;
  }
  return length;
}

/* ---- One call ---------------------------------------------------------------------------------------------------- */

/* The pixels without what pads the rows, as bytes of Python's own: they outlive the call if the detector keeps them. */
static PyObject *bytes_of(const moderation_pixels *pixels) {
  const size_t row = 3 * (size_t)pixels->width;
  PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(row * pixels->height));
  if (bytes == NULL) return NULL;
  char *target = PyBytes_AsString(bytes);
  for (uint32_t y = 0; y < pixels->height; y++) {
    memcpy(target + y * row, pixels->bytes + (size_t)y * pixels->stride_bytes, row);
  }
  return bytes;
}

/* Reports (label, score) or (label, score, {name: text}): 0, or -1 with an exception. The host checks them. */
static int report(PyObject *item, const moderation_inspection *host) {
  const char *label = NULL;
  Py_ssize_t count = 0;
  moderation_finding finding = {0};
  moderation_detail details[maximum_details];
  PyObject *facts = NULL;
  if (!PyTuple_Check(item)) {
    PyErr_SetString(PyExc_TypeError, "inspect must return tuples in a list: (label, score) or (label, score, details)");
    return -1;
  }
  if (!PyArg_ParseTuple(item, "s#d|O!", &label, &count, &finding.score, &PyDict_Type, &facts)) return -1;
  finding.label = text_of(label, (size_t)count);
  Py_ssize_t place = 0;
  for (PyObject *name, *value; facts != NULL && PyDict_Next(facts, &place, &name, &value);) {
    Py_ssize_t name_count = 0, value_count = 0;
    const char *name_bytes = PyUnicode_AsUTF8AndSize(name, &name_count);
    const char *value_bytes = name_bytes != NULL ? PyUnicode_AsUTF8AndSize(value, &value_count) : NULL;
    if (value_bytes == NULL) return -1;
    if (finding.detail_count == maximum_details) {
      PyErr_SetString(PyExc_ValueError, "a finding has more than 64 details");
      return -1;
    }
    details[finding.detail_count++] = (moderation_detail){text_of(name_bytes, (size_t)name_count),
                                                           text_of(value_bytes, (size_t)value_count)};
  }
  finding.details = finding.detail_count > 0 ? details : NULL;
  host->report(host->context, &finding);
  return 0;
}

static int look(const python_detector *detector, const moderation_pixels *pixels, const moderation_inspection *host) {
  PyObject *bytes = bytes_of(pixels);
  if (bytes == NULL) return -1;
  PyObject *found = PyObject_CallFunction(detector->inspect, "OII", bytes, pixels->width, pixels->height);
  Py_DECREF(bytes);
  if (found == NULL) return -1;
  PyObject *items = PyObject_GetIter(found);
  Py_DECREF(found);
  if (items == NULL) return -1;
  int status = 0;
  for (PyObject *item; status == 0 && (item = PyIter_Next(items)) != NULL; Py_DECREF(item)) status = report(item, host);
  Py_DECREF(items);
  return status == 0 && PyErr_Occurred() == NULL ? 0 : -1;
}

static uint32_t inspect(void *context, const moderation_pixels *pixels, const moderation_inspection *host) {
  const PyGILState_STATE state = PyGILState_Ensure();
  uint32_t result = 0;
  if (look(context, pixels, host) != 0) {
    char message[maximum_message];
    const size_t count = describe_exception(message);
    host->fail(host->context, text_of("pythonFailed", 12), text_of(message, count));
    result = 1;
  }
  PyGILState_Release(state);
  return result;
}

/* ---- Making and ending ------------------------------------------------------------------------------------------- */

static const void *no_extension(void *context, moderation_text name) {
  (void)context, (void)name;
  return NULL;
}

static void destroy(void *context) {
  python_detector *detector = context;
  const PyGILState_STATE state = PyGILState_Ensure();
  Py_XDECREF(detector->inspect);
  PyMem_RawFree(detector);
  PyGILState_Release(state);
}

static pthread_once_t started = PTHREAD_ONCE_INIT;
static const char *start_problem;

static void start(void) {
  /* The host opens this library for itself alone; what Python loads later looks for Python's functions among all. */
  Dl_info place;
  if (dladdr((void *)Py_InitializeFromConfig, &place) == 0 ||
      dlopen(place.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD) == NULL) {
    start_problem = "libpython is not where it was loaded from";
    return;
  }
  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  /* The host has its own signals. Nothing is written beside what is imported. */
  config.install_signal_handlers = 0;
  config.write_bytecode = 0;
  const PyStatus status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status)) {
    start_problem = status.err_msg != NULL ? status.err_msg : "Python does not start";
    return;
  }
  PyEval_SaveThread();
}

/* What the detector's `create` returns; NULL with an exception. */
static PyObject *made(moderation_text folder, moderation_text configuration) {
  PyObject *code = Py_CompileString(source, source_name.bytes, Py_file_input);
  PyObject *module = code != NULL ? PyModule_New("detector") : NULL;
  PyObject *globals = module != NULL ? PyModule_GetDict(module) : NULL, *done = NULL, *answer = NULL;
  if (globals != NULL && PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) == 0) {
    done = PyEval_EvalCode(code, globals, globals);
  }
  PyObject *create = done != NULL ? PyDict_GetItemString(globals, "create") : NULL;
  if (done != NULL && create == NULL) PyErr_SetString(PyExc_AttributeError, "the detector has no function create");
  if (create != NULL) {
    answer = PyObject_CallFunction(create, "s#s#", folder.bytes != NULL ? folder.bytes : "", (Py_ssize_t)folder.count,
                                   configuration.bytes != NULL ? configuration.bytes : "",
                                   (Py_ssize_t)configuration.count);
  }
  if (answer != NULL && !PyCallable_Check(answer)) {
    PyErr_SetString(PyExc_TypeError, "create must return what looks at pixels, a function");
    Py_CLEAR(answer);
  }
  /* The function keeps its globals. */
  Py_XDECREF(done);
  Py_XDECREF(module);
  Py_XDECREF(code);
  return answer;
}

static const moderation_detector *create(void *context, moderation_text id, moderation_text folder,
                                         moderation_text configuration, const moderation_host *host,
                                         const moderation_creating *creating) {
  (void)context, (void)id, (void)host;
  pthread_once(&started, start);
  char message[maximum_message];
  if (start_problem != NULL) {
    const int count =
        snprintf(message, sizeof message, "Python does not start: %s; may its library be read?", start_problem);
    creating->fail(creating->context, text_of(message, count < maximum_message ? (size_t)count : maximum_message - 1));
    return NULL;
  }
  const PyGILState_STATE state = PyGILState_Ensure();
  PyObject *look = made(folder, configuration);
  python_detector *detector = look != NULL ? PyMem_RawCalloc(1, sizeof *detector) : NULL;
  if (detector != NULL) {
    detector->inspect = look;
    detector->table = (moderation_detector){
        .context = detector, .inspect = inspect, .extension = no_extension, .destroy = destroy};
  } else if (PyErr_Occurred() != NULL) {
    creating->fail(creating->context, text_of(message, describe_exception(message)));
  } else {
    Py_XDECREF(look);
    creating->fail(creating->context, text_of("out of memory", 13));
  }
  PyGILState_Release(state);
  return detector != NULL ? &detector->table : NULL;
}

static void describe(void *context, const moderation_describing *host) {
  (void)context;
  host->describe(host->context, &description);
}

static const moderation_plugin plugin = {
    .abi_version = MODERATION_ABI_VERSION, .describe = describe, .create = create, .extension = no_extension};

__attribute__((visibility("default"))) const moderation_plugin *moderation_plugin_entry(uint32_t host_abi_version) {
  return host_abi_version >> 16 == MODERATION_ABI_MAJOR ? &plugin : NULL;
}
