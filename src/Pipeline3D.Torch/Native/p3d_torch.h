// The plain C face of libtorch that Pipeline3D.Torch calls. A tensor handle is a TensorImpl pointer that owns one
// reference; null is the undefined tensor. Functions that can fail return 0 on success and leave a message per thread.
#pragma once
#include <cstdint>

#define P3D_API extern "C" __attribute__((visibility("default")))

enum P3dTag : uint8_t {
  P3D_DEFAULT = 0,   // take the schema's default value
  P3D_NONE = 1,
  P3D_TENSOR = 2,
  P3D_INT = 3,
  P3D_DOUBLE = 4,
  P3D_BOOL = 5,
  P3D_INTS = 6,      // pointer to int64, length
  P3D_DOUBLES = 7,
  P3D_TENSORS = 8,   // pointer to handles, length
  P3D_STRING = 9,    // UTF-8, length
  P3D_BOOLS = 10,    // pointer to bytes, length
};

// 16 bytes, blittable on both sides. For a returned tensor, length is the KiB of storage that only it owns.
struct P3dArg {
  uint8_t tag;
  uint8_t reserved;
  int16_t position;  // place in the schema, or -1 for the one after the last
  int32_t length;
  union {
    int64_t i;
    double d;
    void* p;
  };
};
static_assert(sizeof(P3dArg) == 16, "the managed side declares 16 bytes");

// Gives the gradients of the inputs; returns 0, or 1 after setting *exception to what p3d_last_exception hands back.
using P3dBackward = int (*)(void* context, void** grads, int gradCount, void** saved, int savedCount,
                            void** inputGrads, int inputCount, void** exception);
using P3dRelease = void (*)(void* context);
