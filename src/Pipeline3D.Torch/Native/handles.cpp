#include "handles.h"
#include <atomic>
#include <c10/util/Exception.h>

namespace p3d {
namespace {
std::atomic<int64_t> live{0};
thread_local std::string message;
thread_local void* managed = nullptr;
using Owner = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
}  // namespace

void* give(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live.fetch_add(1, std::memory_order_relaxed);
  return tensor.unsafeReleaseTensorImpl();
}

at::Tensor borrow(void* handle) {
  return handle ? at::Tensor(Owner::reclaim_copy(static_cast<c10::TensorImpl*>(handle))) : at::Tensor();
}

at::Tensor take(void* handle) {
  if (!handle) return {};
  live.fetch_sub(1, std::memory_order_relaxed);
  return at::Tensor(Owner::reclaim(static_cast<c10::TensorImpl*>(handle)));
}

int fail(std::exception_ptr error) {
  managed = nullptr;
  try {
    std::rethrow_exception(error);
  } catch (const ManagedFailure& failure) {
    managed = failure.exception;
    message = failure.what();
  } catch (const c10::Error& failure) {
    message = failure.what_without_backtrace();
  } catch (const std::exception& failure) {
    message = failure.what();
  } catch (...) {
    message = "libtorch threw something that is no exception";
  }
  return 1;
}

}  // namespace p3d

P3D_API const char* p3d_last_error() { return p3d::message.c_str(); }

P3D_API void* p3d_last_exception() { return p3d::managed; }

P3D_API int64_t p3d_live_handles() { return p3d::live.load(); }

P3D_API void p3d_release(void* handle) { p3d::take(handle); }

P3D_API void* p3d_share(void* handle) { return p3d::give(p3d::borrow(handle)); }
