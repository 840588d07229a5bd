// Gradients: modes, backward, and functions whose forward result and backward come from the managed side.
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include "handles.h"

using torch::autograd::variable_list;

namespace {

variable_list borrowAll(void* const* handles, int count) {
  variable_list tensors;
  for (int i = 0; i < count; i++) tensors.push_back(p3d::borrow(handles[i]));
  return tensors;
}

class ManagedNode final : public torch::autograd::Node {
 public:
  ManagedNode(std::string name, P3dBackward backward, P3dRelease release, void* context, int inputs)
      : name_(std::move(name)), backward_(backward), release_(release), context_(context), inputs_(inputs) {}

  ~ManagedNode() override { release_(context_); }

  std::string name() const override { return name_; }

  void release_variables() override {
    std::lock_guard<std::mutex> lock(mutex_);
    for (auto& variable : saved_) variable.reset_data();
    released_ = true;
  }

  void save(variable_list tensors, const variable_list& outputs) {
    for (at::Tensor& tensor : tensors) {
      bool own = false;
      for (const at::Tensor& output : outputs) own = own || output.is_same(tensor);
      saved_.emplace_back(tensor, own);
    }
  }

  variable_list apply(variable_list&& grads) override {
    std::lock_guard<std::mutex> lock(mutex_);
    TORCH_CHECK(!released_, "the graph of ", name_, " was freed by an earlier backward; pass retain_graph: true there");
    TORCH_CHECK(!at::GradMode::is_enabled(), name_, " gives no second derivatives: do not pass create_graph");
    std::vector<void*> in, kept, out(static_cast<size_t>(inputs_), nullptr);
    void* exception = nullptr;
    for (at::Tensor& grad : grads) in.push_back(p3d::give(std::move(grad)));
    for (auto& variable : saved_) kept.push_back(p3d::give(variable.unpack(shared_from_this())));
    // The managed side owns every handle of in and kept from here on, and hands over those of out.
    const int failed = backward_(context_, in.data(), static_cast<int>(in.size()), kept.data(),
                                 static_cast<int>(kept.size()), out.data(), inputs_, &exception);
    if (failed) throw p3d::ManagedFailure(exception);
    variable_list results;
    for (void* handle : out) results.push_back(p3d::take(handle));
    return results;
  }

 private:
  std::string name_;
  P3dBackward backward_;
  P3dRelease release_;
  void* context_;
  int inputs_;
  bool released_ = false;
  std::mutex mutex_;
  std::vector<torch::autograd::SavedVariable> saved_;
};

}  // namespace

P3D_API int p3d_grad_enabled() { return at::GradMode::is_enabled() ? 1 : 0; }

P3D_API void p3d_set_grad_enabled(int value) { at::GradMode::set_enabled(value != 0); }

P3D_API void* p3d_inference_begin(int value) { return new c10::InferenceMode(value != 0); }

P3D_API void p3d_inference_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

P3D_API int p3d_backward(void** roots, void** seeds, int count, int retain, int create) {
  return p3d::guarded([&] {
    torch::autograd::backward(borrowAll(roots, count), borrowAll(seeds, count), retain != 0, create != 0);
  });
}

P3D_API int p3d_gradients(void** roots, void** seeds, int count, void** inputs, int inputCount, int retain, int create,
                          int allowUnused, void** grads) {
  return p3d::guarded([&] {
    variable_list found = torch::autograd::grad(borrowAll(roots, count), borrowAll(inputs, inputCount),
        borrowAll(seeds, count), retain != 0, create != 0, allowUnused != 0);
    for (int i = 0; i < inputCount; i++) grads[i] = p3d::give(std::move(found[static_cast<size_t>(i)]));
  });
}

// Makes the outputs results of a function of the inputs. Handles of inputs, outputs and saved stay the caller's. When
// no input needs a gradient nothing is recorded, release(context) is called and *recorded is 0.
P3D_API int p3d_function(const char* name, void** inputs, int inputCount, void** outputs, int outputCount,
                         const uint8_t* differentiable, void** saved, int savedCount, P3dBackward backward,
                         P3dRelease release, void* context, int* recorded) {
  *recorded = 0;
  bool owned = false;
  const int status = p3d::guarded([&] {
    const variable_list from = borrowAll(inputs, inputCount);
    variable_list to = borrowAll(outputs, outputCount);
    if (!torch::autograd::compute_requires_grad(from)) return;
    owned = true;
    std::shared_ptr<ManagedNode> node(new ManagedNode(name, backward, release, context, inputCount),
                                      torch::autograd::deleteNode);
    node->set_next_edges(torch::autograd::collect_next_edges(from));
    for (int i = 0; i < outputCount; i++) {
      TORCH_CHECK(!to[i].requires_grad(), name, ": an output of forward already belongs to a graph");
      if (differentiable[i]) torch::autograd::set_history(to[i], node);
      else node->add_input_metadata(to[i]);
    }
    node->save(borrowAll(saved, savedCount), to);
    *recorded = 1;
  });
  if (!owned) release(context);
  return status;
}
