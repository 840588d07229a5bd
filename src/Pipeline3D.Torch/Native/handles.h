// Tensor handles, the count of those alive, and errors kept per thread.
#pragma once
#include <ATen/ATen.h>
#include <exception>
#include <string>
#include "p3d_torch.h"

namespace p3d {

// Thrown through the autograd engine when a managed backward failed; carries the managed exception's handle.
struct ManagedFailure : std::exception {
  explicit ManagedFailure(void* exception) : exception(exception) {}
  const char* what() const noexcept override { return "the backward of a custom function failed"; }
  void* exception;
};

void* give(at::Tensor tensor);           // counts a new handle
at::Tensor borrow(void* handle);         // the handle stays valid
at::Tensor take(void* handle);           // the handle is used up
int fail(std::exception_ptr error);      // stores the message, returns 1

template <class Body>
int guarded(Body body) {
  try {
    body();
    return 0;
  } catch (...) {
    return fail(std::current_exception());
  }
}

}  // namespace p3d
