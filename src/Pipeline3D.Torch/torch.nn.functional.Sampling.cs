using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Resamples [batch, channels, ...] to a size, or by factors; give one of the two.</summary>
            /// <exception cref="ArgumentException">Neither or both are given.</exception>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null)
            {
                if (size is null == scale_factor is null)
                    throw new ArgumentException("give either size or scale_factor");
                bool corners = align_corners ?? false;
                return (mode, x.ndim) switch
                {
                    (InterpolationMode.Nearest, 3) => Operators.One("upsample_nearest1d", "vec", x, size, scale_factor),
                    (InterpolationMode.Nearest, 4) => Operators.One("upsample_nearest2d", "vec", x, size, scale_factor),
                    (InterpolationMode.Linear, 3) => Operators.One("upsample_linear1d", "vec", x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 4) =>
                        Operators.One("upsample_bilinear2d", "vec", x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 4) =>
                        Operators.One("upsample_bicubic2d", "vec", x, size, corners, scale_factor),
                    _ => throw new ArgumentException($"{mode} does not fit {x.Summary}", nameof(mode)),
                };
            }

            /// <summary>Adds borders; pad holds the widths before and after, of the last dimension first.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                Operators.One("pad", "", input, pad, mode switch
                {
                    PaddingModes.Reflect => "reflect",
                    PaddingModes.Replicate => "replicate",
                    PaddingModes.Circular => "circular",
                    _ => "constant",
                }, mode == PaddingModes.Constant ? value : (double?)null);

            /// <summary>Largest value in each window of [batch, channels, height, width].</summary>
            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false) => Operators.One("max_pool2d", "", input, kernel_size,
                    strides ?? kernel_size, Two(padding, 0), Two(dilation, 1), ceil_mode);

            /// <summary>Mean of each window of [batch, channels, height, width].</summary>
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                bool ceil_mode = false, bool count_include_pad = true) => Operators.One("avg_pool2d", "", input,
                    kernel_size, strides ?? kernel_size, Two(padding, 0), ceil_mode, count_include_pad);

            /// <summary>Means over windows chosen so that the result has a size.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                Operators.One("adaptive_avg_pool2d", "", input, output_size);

            /// <summary>Sliding windows of [batch, channels, height, width] as columns [batch, channels kh kw, windows].</summary>
            public static Tensor unfold(Tensor input, long[] kernel_size, long[]? dilation = null, long[]? padding = null,
                long[]? stride = null) => Operators.One("im2col", "", input, Two(kernel_size, 1), Two(dilation, 1),
                    Two(padding, 0), Two(stride, 1));

            /// <summary>Zeros with a one at each index, [..., num_classes]; -1 takes the largest index plus one.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Operators.One("one_hot", "", x, num_classes);
        }
    }
}
