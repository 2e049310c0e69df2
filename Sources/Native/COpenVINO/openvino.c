#include "COpenVINO.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  int64_t rank;
  int64_t *dims;
} shape_t;

typedef struct {
  int64_t min;
  int64_t max;
} dimension_t;

typedef struct {
  dimension_t rank;
  dimension_t *dims;
} partial_shape_t;

typedef struct {
  const char *name;
  const char *value;
} property_t;

// How many shapes' kernels the runtime keeps for each kind of operation.
#define MODERATION_KERNELS_KEPT "64"

struct version {
  const char *build;
  const char *description;
};

enum { ELEMENT_F32 = 4 };

// The functions used. Handles are opaque pointers of OpenVINO's.
struct functions {
  const char *(*last_error)(void);
  int (*core_create)(void **core);
  int (*read_model)(const void *core, const char *text, size_t count, const void *weights, void **model);
  int (*reshape)(const void *model, partial_shape_t shape);
  int (*set_property)(const void *core, const char *device, ...);
  int (*version)(struct version *version);
  void (*version_free)(struct version *version);
  int (*export_model)(const void *compiled, const char *path);
  int (*import_model)(const void *core, const char *content, size_t count, const char *device, void **compiled);
  int (*compile)(const void *core, const void *model, const char *device, size_t count, const property_t *properties,
                 void **compiled);
  void (*model_free)(void *model);
  void (*compiled_free)(void *compiled);
  int (*request_create)(const void *compiled, void **request);
  void (*request_free)(void *request);
  int (*tensor_create)(int type, shape_t shape, void *data, void **tensor);
  void (*tensor_free)(void *tensor);
  int (*set_input)(void *request, size_t index, const void *tensor);
  int (*infer)(void *request);
  int (*get_output)(const void *request, size_t index, void **tensor);
  int (*get_tensor)(const void *request, const char *name, void **tensor);
  int (*tensor_shape)(const void *tensor, shape_t *shape);
  int (*tensor_type)(const void *tensor, int *type);
  int (*tensor_data)(const void *tensor, void **data);
  int (*shape_free)(shape_t *shape);
};

struct moderation_runtime {
  void *library;
  void *core;
  struct functions call;
};

struct moderation_model {
  moderation_runtime *runtime;
  void *compiled;
};

struct moderation_request {
  moderation_runtime *runtime;
  void *request;
  void *output;  // the tensor last handed out
};

const char *moderation_development_models(void) { return MODERATION_DEVELOPMENT_MODELS; }

static void report(const moderation_runtime *runtime, const char *step, char *error, size_t capacity) {
  const char *reason = runtime->call.last_error ? runtime->call.last_error() : "";
  snprintf(error, capacity, "%s: %s", step, reason ? reason : "");
}

moderation_runtime *moderation_runtime_open(const char *path, char *error, size_t capacity) {
  moderation_runtime *runtime = calloc(1, sizeof *runtime);
  if (!runtime) {
    snprintf(error, capacity, "out of memory");
    return NULL;
  }
  runtime->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!runtime->library) {
    snprintf(error, capacity, "%s", dlerror());
    free(runtime);
    return NULL;
  }
  struct functions *call = &runtime->call;
  const struct {
    const char *name;
    void *slot;
  } symbols[] = {
      {"ov_get_last_err_msg", &call->last_error},
      {"ov_core_create", &call->core_create},
      {"ov_core_read_model_from_memory_buffer", &call->read_model},
      {"ov_model_reshape_single_input", &call->reshape},
      {"ov_core_compile_model_props", &call->compile},
      {"ov_core_set_property", &call->set_property},
      {"ov_get_openvino_version", &call->version},
      {"ov_version_free", &call->version_free},
      {"ov_compiled_model_export_model", &call->export_model},
      {"ov_core_import_model", &call->import_model},
      {"ov_model_free", &call->model_free},
      {"ov_compiled_model_free", &call->compiled_free},
      {"ov_compiled_model_create_infer_request", &call->request_create},
      {"ov_infer_request_free", &call->request_free},
      {"ov_tensor_create_from_host_ptr", &call->tensor_create},
      {"ov_tensor_free", &call->tensor_free},
      {"ov_infer_request_set_input_tensor_by_index", &call->set_input},
      {"ov_infer_request_infer", &call->infer},
      {"ov_infer_request_get_output_tensor_by_index", &call->get_output},
      {"ov_infer_request_get_tensor", &call->get_tensor},
      {"ov_tensor_get_shape", &call->tensor_shape},
      {"ov_tensor_get_element_type", &call->tensor_type},
      {"ov_tensor_data", &call->tensor_data},
      {"ov_shape_free", &call->shape_free},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    void *address = dlsym(runtime->library, symbols[i].name);
    if (!address) {
      snprintf(error, capacity, "%s has no function %s", path, symbols[i].name);
      goto failed;
    }
    *(void **)symbols[i].slot = address;
  }
  if (call->core_create(&runtime->core) == 0) return runtime;
  report(runtime, "creating the OpenVINO core", error, capacity);
failed:
  // The library stays loaded: its static threads do not survive dlclose.
  free(runtime);
  return NULL;
}

int moderation_runtime_build(moderation_runtime *runtime, char *text, size_t capacity) {
  struct version version = {NULL, NULL};
  if (runtime->call.version(&version) != 0) return -1;
  int count = snprintf(text, capacity, "%s", version.build ? version.build : "");
  runtime->call.version_free(&version);
  return count;
}

// How a model is to be run. Left alone, OpenVINO chooses bf16 where the CPU has it; scores would then depend on the
// machine. It also keeps what it made for up to 5,000 shapes of each operation, for good: memory grows with every new
// shape, and remaking it costs less than a millisecond a line of text (measured 2026-11-27).
typedef struct {
  char streams[12];
  property_t properties[4];
} settings_t;

enum { PROPERTY_COUNT = 4 };

static void settings_make(settings_t *settings, int concurrency, int bf16) {
  snprintf(settings->streams, sizeof settings->streams, "%d", concurrency);
  settings->properties[0] = (property_t){"INFERENCE_PRECISION_HINT", bf16 ? "bf16" : "f32"};
  settings->properties[1] = (property_t){"INFERENCE_NUM_THREADS", settings->streams};
  settings->properties[2] = (property_t){"NUM_STREAMS", settings->streams};
  settings->properties[3] = (property_t){"CPU_RUNTIME_CACHE_CAPACITY", MODERATION_KERNELS_KEPT};
}

static moderation_model *model_make(moderation_runtime *runtime, char *error, size_t capacity) {
  moderation_model *model = calloc(1, sizeof *model);
  if (model) {
    model->runtime = runtime;
  } else {
    snprintf(error, capacity, "out of memory");
  }
  return model;
}

static int reshape(const moderation_runtime *runtime, const void *graph, const int64_t *dims, int64_t rank) {
  enum { MOST_DIMENSIONS = 8 };
  dimension_t dimensions[MOST_DIMENSIONS];
  if (rank > MOST_DIMENSIONS) return -1;
  for (int64_t i = 0; i < rank; i++) dimensions[i] = (dimension_t){dims[i], dims[i]};
  return runtime->call.reshape(graph, (partial_shape_t){{rank, rank}, dimensions});
}

moderation_model *moderation_model_compile(moderation_runtime *runtime, const void *onnx, size_t count, int concurrency,
                                           int bf16, const int64_t *dims, int64_t rank, char *error,
                                           size_t capacity) {
  moderation_model *model = model_make(runtime, error, capacity);
  if (!model) return NULL;
  void *graph = NULL;
  if (runtime->call.read_model(runtime->core, onnx, count, NULL, &graph) != 0) {
    report(runtime, "reading the model", error, capacity);
    free(model);
    return NULL;
  }
  if (rank > 0 && reshape(runtime, graph, dims, rank) != 0) {
    report(runtime, "giving the model's input its shape", error, capacity);
    runtime->call.model_free(graph);
    free(model);
    return NULL;
  }
  settings_t settings;
  settings_make(&settings, concurrency, bf16);
  int status = runtime->call.compile(runtime->core, graph, "CPU", PROPERTY_COUNT, settings.properties, &model->compiled);
  runtime->call.model_free(graph);
  if (status != 0) {
    report(runtime, "compiling the model", error, capacity);
    free(model);
    return NULL;
  }
  return model;
}

int moderation_model_export(moderation_model *model, const char *path, char *error, size_t capacity) {
  int status = model->runtime->call.export_model(model->compiled, path);
  if (status != 0) report(model->runtime, "writing the compiled model", error, capacity);
  return status;
}

moderation_model *moderation_model_import(moderation_runtime *runtime, const void *content, size_t count,
                                          int concurrency, int bf16, char *error, size_t capacity) {
  moderation_model *model = model_make(runtime, error, capacity);
  if (!model) return NULL;
  settings_t settings;
  settings_make(&settings, concurrency, bf16);
  int status = 0;
  for (int i = 0; status == 0 && i < PROPERTY_COUNT; i++)
    status = runtime->call.set_property(runtime->core, "CPU", settings.properties[i].name, settings.properties[i].value);
  if (status == 0) status = runtime->call.import_model(runtime->core, content, count, "CPU", &model->compiled);
  if (status != 0) {
    report(runtime, "opening the compiled model", error, capacity);
    free(model);
    return NULL;
  }
  return model;
}

void moderation_model_free(moderation_model *model) {
  if (!model) return;
  model->runtime->call.compiled_free(model->compiled);
  free(model);
}

moderation_request *moderation_request_create(moderation_model *model, char *error, size_t capacity) {
  moderation_request *request = calloc(1, sizeof *request);
  if (!request) {
    snprintf(error, capacity, "out of memory");
    return NULL;
  }
  request->runtime = model->runtime;
  if (model->runtime->call.request_create(model->compiled, &request->request) == 0) return request;
  report(model->runtime, "creating an inference request", error, capacity);
  free(request);
  return NULL;
}

static void drop_output(moderation_request *request) {
  if (request->output) request->runtime->call.tensor_free(request->output);
  request->output = NULL;
}

void moderation_request_free(moderation_request *request) {
  if (!request) return;
  drop_output(request);
  request->runtime->call.request_free(request->request);
  free(request);
}

int moderation_request_run(moderation_request *request, const float *input, const int64_t *dims, int64_t rank,
                           char *error, size_t capacity) {
  moderation_runtime *runtime = request->runtime;
  drop_output(request);
  shape_t shape = {rank, (int64_t *)dims};
  void *tensor = NULL;
  int status = runtime->call.tensor_create(ELEMENT_F32, shape, (void *)input, &tensor);
  if (status == 0) status = runtime->call.set_input(request->request, 0, tensor);
  if (status == 0) status = runtime->call.infer(request->request);
  if (status != 0) report(runtime, "running the model", error, capacity);
  if (tensor) runtime->call.tensor_free(tensor);
  return status;
}

const float *moderation_request_output(moderation_request *request, const char *name, int64_t *dims,
                                       int64_t dims_capacity, int64_t *rank, char *error, size_t capacity) {
  moderation_runtime *runtime = request->runtime;
  drop_output(request);
  int type = 0;
  shape_t shape = {0, NULL};
  void *data = NULL;
  int status = name ? runtime->call.get_tensor(request->request, name, &request->output)
                    : runtime->call.get_output(request->request, 0, &request->output);
  if (status != 0 || runtime->call.tensor_type(request->output, &type) != 0 ||
      runtime->call.tensor_shape(request->output, &shape) != 0 ||
      runtime->call.tensor_data(request->output, &data) != 0) {
    report(runtime, "reading the model's output", error, capacity);
    return NULL;
  }
  int fits = type == ELEMENT_F32 && shape.rank <= dims_capacity;
  *rank = shape.rank;
  for (int64_t i = 0; fits && i < shape.rank; i++) dims[i] = shape.dims[i];
  runtime->call.shape_free(&shape);
  if (!fits) {
    snprintf(error, capacity, "output %s is not float32 of rank %lld or less", name ? name : "0",
             (long long)dims_capacity);
    return NULL;
  }
  // Seen on a CPU without SSE4.2: the runtime reports success and hands out a tensor without elements.
  if (!data) snprintf(error, capacity, "the runtime ran the model and gave no output %s", name ? name : "0");
  return data;
}
