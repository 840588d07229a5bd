using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>A tensor's type and shape for errors.</summary>
internal static class TensorText
{
    public static string Of(Tensor tensor) => tensor.IsInvalid ? "a disposed tensor"
        : $"{tensor.dtype.ToString().ToLowerInvariant()}[{string.Join(", ", tensor.shape)}]";
}
