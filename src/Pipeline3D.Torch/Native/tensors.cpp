// Tensors over memory, their facts, and the process' settings.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/csrc/api/include/torch/version.h>
#include <dlfcn.h>
#include <cstring>
#include "handles.h"

// A tensor of the given contiguous memory. With release the memory is used in place and release(context) is called
// once when the last tensor over it has gone; without, it is copied.
P3D_API int p3d_from_memory(void* data, const int64_t* sizes, int dims, int dtype, P3dRelease release, void* context,
                            void** tensor) {
  return p3d::guarded([&] {
    const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    const at::IntArrayRef shape(sizes, static_cast<size_t>(dims));
    if (release) {
      *tensor = p3d::give(at::from_blob(data, shape, [release, context](void*) { release(context); }, options));
      return;
    }
    at::Tensor copy = at::empty(shape, options);
    if (copy.numel() > 0) std::memcpy(copy.data_ptr(), data, copy.nbytes());
    *tensor = p3d::give(std::move(copy));
  });
}

P3D_API void* p3d_data(void* handle) { return p3d::borrow(handle).data_ptr(); }

P3D_API int p3d_dims(void* handle) { return static_cast<int>(p3d::borrow(handle).dim()); }

// Sizes and strides (in elements), each with room for p3d_dims numbers.
P3D_API void p3d_shape(void* handle, int64_t* sizes, int64_t* strides) {
  const at::Tensor tensor = p3d::borrow(handle);
  std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes);
  std::copy(tensor.strides().begin(), tensor.strides().end(), strides);
}

P3D_API int p3d_dtype(void* handle) { return static_cast<int>(p3d::borrow(handle).scalar_type()); }

P3D_API int p3d_device(void* handle, int* index) {
  const at::Device device = p3d::borrow(handle).device();
  *index = device.index();
  return static_cast<int>(device.type());
}

// 1 contiguous, 2 requires gradient, 4 leaf.
P3D_API int p3d_flags(void* handle) {
  const at::Tensor tensor = p3d::borrow(handle);
  return (tensor.is_contiguous() ? 1 : 0) | (tensor.requires_grad() ? 2 : 0) | (tensor.is_leaf() ? 4 : 0);
}

P3D_API int p3d_set_requires_grad(void* handle, int value) {
  return p3d::guarded([&] { p3d::borrow(handle).requires_grad_(value != 0); });
}

P3D_API void* p3d_grad(void* handle) { return p3d::give(p3d::borrow(handle).grad()); }

P3D_API int p3d_set_grad(void* handle, void* grad) {
  return p3d::guarded([&] { p3d::borrow(handle).mutable_grad() = p3d::borrow(grad); });
}

P3D_API void p3d_manual_seed(int64_t seed) { at::manual_seed(static_cast<uint64_t>(seed)); }

P3D_API int p3d_get_threads() { return at::get_num_threads(); }

// libtorch's own threads and, where it is loaded, OpenBLAS's: libtorch does not steer those of a pthread build.
P3D_API int p3d_set_threads(int count) {
  return p3d::guarded([&] {
    at::set_num_threads(count);
    using Set = void (*)(int);
    if (auto set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
  });
}

P3D_API int p3d_blas_threads() {
  using Get = int (*)();
  auto get = reinterpret_cast<Get>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return get ? get() : -1;
}

// OpenBLAS's own description, or null where the loaded BLAS is another.
P3D_API const char* p3d_openblas_config() {
  using Get = char* (*)();
  auto get = reinterpret_cast<Get>(dlsym(RTLD_DEFAULT, "openblas_get_config"));
  return get ? get() : nullptr;
}

// Path of the library that serves sgemm, or null.
P3D_API const char* p3d_blas_library() {
  Dl_info info{};
  void* sgemm = dlsym(RTLD_DEFAULT, "sgemm_");
  return sgemm && dladdr(sgemm, &info) ? info.dli_fname : nullptr;
}

P3D_API const char* p3d_version() { return TORCH_VERSION; }

P3D_API int p3d_copy_text(int which, char* text, int capacity) {
  const std::string full = which == 0 ? at::show_config() : at::get_parallel_info();
  full.copy(text, static_cast<size_t>(capacity));
  return static_cast<int>(full.size());
}
