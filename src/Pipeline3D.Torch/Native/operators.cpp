// Any ATen operator by name: arguments are placed by the schema, converted by its types and called boxed.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ScalarOps.h>
#include <memory>
#include <sstream>
#include <unordered_map>
#include "handles.h"

using c10::IValue;
using c10::TypeKind;

namespace {

thread_local std::vector<P3dArg> pending;  // results that did not fit into the caller's buffer

[[noreturn]] void refuse(const c10::Argument& to, const char* given) {
  std::ostringstream text;
  text << "argument '" << to.name() << "' wants " << to.type()->str() << ", not " << given;
  throw std::invalid_argument(text.str());
}

at::Scalar scalar(const P3dArg& arg, const c10::Argument& to) {
  switch (arg.tag) {
    case P3D_INT: return at::Scalar(arg.i);
    case P3D_DOUBLE: return at::Scalar(arg.d);
    case P3D_BOOL: return at::Scalar(arg.i != 0);
    case P3D_TENSOR: return p3d::borrow(arg.p).item();
    default: refuse(to, "a list or text");
  }
}

template <class T>
c10::ArrayRef<T> items(const P3dArg& arg) {
  return c10::ArrayRef<T>(static_cast<const T*>(arg.p), static_cast<size_t>(arg.length));
}

IValue tensors(const P3dArg& arg, const c10::TypePtr& element, const c10::Argument& to) {
  if (arg.tag != P3D_TENSORS) refuse(to, "something that is no list of tensors");
  if (element->kind() == TypeKind::OptionalType) {
    c10::List<c10::optional<at::Tensor>> list;
    for (void* handle : items<void*>(arg))
      list.push_back(handle ? c10::optional<at::Tensor>(p3d::borrow(handle)) : c10::nullopt);
    return list;
  }
  c10::List<at::Tensor> list;
  for (void* handle : items<void*>(arg)) list.push_back(p3d::borrow(handle));
  return list;
}

IValue list(const P3dArg& arg, const c10::TypePtr& type, const c10::Argument& to) {
  const c10::TypePtr element = type->containedType(0);
  const size_t repeat = static_cast<size_t>(to.N().value_or(1));
  switch (element->kind()) {
    case TypeKind::IntType:
    case TypeKind::SymIntType:
      if (arg.tag == P3D_INT) return std::vector<int64_t>(repeat, arg.i);
      if (arg.tag == P3D_INTS) return items<int64_t>(arg).vec();
      break;
    case TypeKind::FloatType:
      if (arg.tag == P3D_DOUBLE) return std::vector<double>(repeat, arg.d);
      if (arg.tag == P3D_DOUBLES) return items<double>(arg).vec();
      break;
    case TypeKind::BoolType:
      if (arg.tag == P3D_BOOLS) {
        c10::List<bool> flags;
        for (uint8_t flag : items<uint8_t>(arg)) flags.push_back(flag != 0);
        return flags;
      }
      break;
    case TypeKind::NumberType:
      if (arg.tag == P3D_DOUBLES) {
        c10::List<at::Scalar> numbers;
        for (double number : items<double>(arg)) numbers.push_back(number);
        return numbers;
      }
      break;
    default: return tensors(arg, element, to);
  }
  refuse(to, "this kind of list");
}

IValue convert(const P3dArg& arg, const c10::TypePtr& type, const c10::Argument& to) {
  switch (type->kind()) {
    case TypeKind::OptionalType:
      if (arg.tag == P3D_NONE || (arg.tag == P3D_TENSOR && !arg.p)) return IValue();
      return convert(arg, type->containedType(0), to);
    case TypeKind::TensorType: {
      if (arg.tag == P3D_TENSOR) return p3d::borrow(arg.p);
      if (arg.tag == P3D_NONE) return at::Tensor();
      at::Tensor number = c10::scalar_to_tensor(scalar(arg, to));
      number.unsafeGetTensorImpl()->set_wrapped_number(true);
      return number;
    }
    case TypeKind::NumberType: return scalar(arg, to);
    case TypeKind::FloatType: return scalar(arg, to).toDouble();
    case TypeKind::IntType:
    case TypeKind::SymIntType: return scalar(arg, to).toLong();
    case TypeKind::BoolType: return scalar(arg, to).toBool();
    case TypeKind::StringType:
      if (arg.tag != P3D_STRING) refuse(to, "something that is no text");
      return std::string(static_cast<const char*>(arg.p), static_cast<size_t>(arg.length));
    case TypeKind::DeviceObjType:
      if (arg.tag != P3D_STRING) refuse(to, "something that is no device's name");
      return c10::Device(std::string(static_cast<const char*>(arg.p), static_cast<size_t>(arg.length)));
    case TypeKind::ListType: return list(arg, type, to);
    default: refuse(to, "anything this binding can pass");
  }
}

torch::jit::Stack arrange(const c10::FunctionSchema& schema, const P3dArg* args, int count) {
  const auto& wanted = schema.arguments();
  torch::jit::Stack stack(wanted.size());
  std::vector<bool> given(wanted.size());
  size_t next = 0;
  for (int i = 0; i < count; i++) {
    size_t at = args[i].position < 0 ? next : static_cast<size_t>(args[i].position);
    next = at + 1;
    if (at >= wanted.size()) throw std::invalid_argument("more arguments than the operator has");
    if (args[i].tag == P3D_DEFAULT) continue;
    stack[at] = convert(args[i], wanted[at].type(), wanted[at]);
    given[at] = true;
  }
  for (size_t at = 0; at < wanted.size(); at++) {
    if (given[at]) continue;
    if (!wanted[at].default_value()) {
      std::ostringstream text;
      text << "argument '" << wanted[at].name() << "' is missing; the operator is " << schema;
      throw std::invalid_argument(text.str());
    }
    stack[at] = *wanted[at].default_value();
  }
  return stack;
}

P3dArg result(at::Tensor tensor) {
  P3dArg arg{P3D_TENSOR, 0, -1, 0, {0}};
  if (tensor.defined() && tensor.has_storage() && tensor.storage().use_count() == 1)
    arg.length = static_cast<int32_t>(std::min<size_t>(tensor.storage().nbytes() >> 10, INT32_MAX));
  arg.p = p3d::give(std::move(tensor));
  return arg;
}

void collect(IValue&& value, std::vector<P3dArg>& into) {
  P3dArg arg{P3D_NONE, 0, -1, 0, {0}};
  if (value.isTensor()) arg = result(std::move(value).toTensor());
  else if (value.isInt()) { arg.tag = P3D_INT; arg.i = value.toInt(); }
  else if (value.isDouble()) { arg.tag = P3D_DOUBLE; arg.d = value.toDouble(); }
  else if (value.isBool()) { arg.tag = P3D_BOOL; arg.i = value.toBool(); }
  else if (value.isList()) {
    for (const IValue& element : value.toListRef()) collect(IValue(element), into);
    return;
  } else if (!value.isNone()) throw std::invalid_argument("the operator returns what this binding cannot hand over");
  into.push_back(arg);
}

}  // namespace

// The operator's handle, valid for the process; null where there is none (see p3d_last_error).
P3D_API void* p3d_operator(const char* name, const char* overload) {
  void* found = nullptr;
  p3d::guarded([&] {
    found = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
  return found;
}

// Text of the schema; the caller's buffer receives at most capacity bytes, the return value is the length.
P3D_API int p3d_schema(void* op, char* text, int capacity) {
  std::ostringstream schema;
  schema << static_cast<c10::OperatorHandle*>(op)->schema();
  const std::string full = schema.str();
  full.copy(text, static_cast<size_t>(capacity));
  return static_cast<int>(full.size());
}

// Calls the operator. Lists among the results are laid out flat. When there are more results than capacity none is
// written; fetch them with p3d_results.
P3D_API int p3d_invoke(void* op, const P3dArg* args, int count, P3dArg* results, int capacity, int* resultCount) {
  return p3d::guarded([&] {
    const auto& handle = *static_cast<c10::OperatorHandle*>(op);
    torch::jit::Stack stack = arrange(handle.schema(), args, count);
    handle.callBoxed(stack);
    pending.clear();
    for (IValue& value : stack) collect(std::move(value), pending);
    *resultCount = static_cast<int>(pending.size());
    if (*resultCount <= capacity) std::copy(pending.begin(), pending.end(), results);
  });
}

// Hands over the results of the last p3d_invoke on this thread that did not fit.
P3D_API void p3d_results(P3dArg* results) { std::copy(pending.begin(), pending.end(), results); }
