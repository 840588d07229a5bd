using Pipeline3D.Torch.Modules;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>x W^T + b over the last dimension, started as PyTorch does.</summary>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
            ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>Learned correlation along one dimension.</summary>
        public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1,
            long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null) => new(in_channels, out_channels,
                kernel_size, stride, padding, dilation, padding_mode, groups, bias, device, dtype);

        /// <summary>Learned correlation along two dimensions, with square windows.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1,
            long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null) => new(in_channels, out_channels,
                (kernel_size, kernel_size), (stride, stride), (padding, padding), (dilation, dilation), padding_mode,
                groups, bias, device, dtype);

        /// <summary>Learned correlation along two dimensions; pairs are height, width.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size,
            (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) => new(in_channels, out_channels, kernel_size, stride ?? (1, 1),
                padding ?? (0, 0), dilation ?? (1, 1), padding_mode, groups, bias, device, dtype);

        /// <summary>The transpose of a two-dimensional convolution, with square windows.</summary>
        /// <exception cref="ArgumentException">The padding is not of zeros.</exception>
        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size,
            long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) => padding_mode == PaddingModes.Zeros
                ? new(in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, groups, bias,
                    device, dtype)
                : throw new ArgumentException("a transposed convolution pads with zeros", nameof(padding_mode));

        /// <summary>Normalises over the last dimensions.</summary>
        public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true,
            bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <summary>Normalises over the last dimension.</summary>
        public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true,
            bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <summary>Batch normalisation of [batch, channels] or [batch, channels, length].</summary>
        public static BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1,
            bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Batch normalisation of [batch, channels, height, width].</summary>
        public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1,
            bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>A learned table whose rows are looked up by index; the row padding_idx stays zero.</summary>
        public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_embeddings, embedding_dims, padding_idx, device, dtype);

        /// <summary>Modules called one after the other, under their names.</summary>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
            new(modules);

        /// <summary>Modules called one after the other, under their places.</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules.Select((module, i) =>
            (i.ToString(System.Globalization.CultureInfo.InvariantCulture), module)));

        /// <summary>Modules under their places, which their holder calls as it likes.</summary>
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        /// <summary>A tensor that a module trains; the given object must not be used any more.</summary>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}
