using Pipeline3D.Torch.Modules;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>x W^T + b over the last dimension, started as PyTorch does.</summary>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
            ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>A tensor that a module trains; the given object must not be used any more.</summary>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}
