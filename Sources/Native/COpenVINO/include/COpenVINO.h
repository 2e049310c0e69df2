// OpenVINO's C API as this project uses it, opened at run time.
//
// The runtime is a folder of shared libraries that set-up fetched, not a Debian package, so nothing is linked and no
// header of it is needed: a package that depends on this one builds without it and gets a clear error at run time.
// Signatures after openvino/c/*.h of release 2026.4.
#ifndef MODERATION_COPENVINO_H
#define MODERATION_COPENVINO_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The models folder of the checkout that this was compiled in.
const char *moderation_development_models(void);

/// Whether this CPU has SSE4.2.
int moderation_cpu_has_sse42(void);

/// Whether this CPU multiplies bf16 numbers in hardware (AVX-512 BF16 or AMX).
int moderation_cpu_has_bf16(void);

/// Writes which CPU this is, by its make and the instructions it has, as text; how many characters that takes.
int moderation_cpu_identity(char *text, size_t capacity);

typedef struct moderation_runtime moderation_runtime;  // the opened library and one OpenVINO core
typedef struct moderation_model moderation_model;      // a compiled model
typedef struct moderation_request moderation_request;  // one inference at a time

/// Opens `library` (path of libopenvino_c.so.*). NULL on failure, with the reason in `error`.
moderation_runtime *_Nullable moderation_runtime_open(const char *library, char *error, size_t error_capacity);

/// Writes the runtime's own name of its build; how many characters that takes, negative on failure.
int moderation_runtime_build(moderation_runtime *runtime, char *text, size_t capacity);

/// Reads an ONNX model from memory and compiles it for the CPU: fp32 or, if `bf16` is not 0, bf16 where the CPU has it;
/// one thread per inference, up to `concurrency` inferences at a time. Where `rank` is not 0, the model's only input gets
/// these dimensions first.
moderation_model *_Nullable moderation_model_compile(moderation_runtime *runtime, const void *onnx, size_t count,
                                                     int concurrency, int bf16,
                                                     const int64_t *_Nullable input_shape, int64_t rank, char *error,
                                                     size_t error_capacity);

/// Writes a compiled model into a file. 0 on success.
int moderation_model_export(moderation_model *model, const char *path, char *error, size_t error_capacity);

/// Opens what `moderation_model_export` wrote. `content` is read for as long as the model lives. Not from two threads
/// at a time: how the model is to be run is set on the runtime before.
moderation_model *_Nullable moderation_model_import(moderation_runtime *runtime, const void *content, size_t count,
                                                    int concurrency, int bf16, char *error, size_t error_capacity);
void moderation_model_free(moderation_model *_Nullable model);

moderation_request *_Nullable moderation_request_create(moderation_model *model, char *error, size_t error_capacity);
void moderation_request_free(moderation_request *_Nullable request);

/// Runs one inference. `input` holds the float32 elements of `shape` (rank entries) for the first input; it is read
/// during the call only. 0 on success.
int moderation_request_run(moderation_request *request, const float *input, const int64_t *shape, int64_t rank,
                           char *error, size_t error_capacity);

/// The output called `name`, or the first one for NULL, of the last run: its shape in `shape` (at most `capacity`
/// entries), its rank in `rank`, and a pointer to its float32 elements that stays valid until the next run or free.
/// NULL on failure or another element type.
const float *_Nullable moderation_request_output(moderation_request *request, const char *_Nullable name,
                                                 int64_t *shape, int64_t capacity, int64_t *rank, char *error,
                                                 size_t error_capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
