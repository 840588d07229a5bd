using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>x W^T + b.</summary>
            /// <param name="input">[..., in].</param>
            /// <param name="weights">[out, in].</param>
            /// <param name="bias">[out] or null.</param>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Operators.One("linear", "", input, weights, bias);

            /// <summary>Correlation along one dimension.</summary>
            /// <param name="input">[batch, in, length].</param>
            /// <param name="weight">[out, in / groups, kernel].</param>
            /// <param name="bias">[out] or null.</param>
            /// <param name="stride">Step; 1.</param>
            /// <param name="padding">Zeros at both ends; 0.</param>
            /// <param name="dilation">Distance between kernel elements; 1.</param>
            /// <param name="groups">Independent groups of channels.</param>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null,
                long? padding = null, long? dilation = null, long groups = 1) => Operators.One("conv1d", "", input, weight,
                    bias, Argument.List(stride ?? 1), Argument.List(padding ?? 0), Argument.List(dilation ?? 1), groups);

            /// <summary>Correlation along two dimensions.</summary>
            /// <param name="input">[batch, in, height, width].</param>
            /// <param name="weight">[out, in / groups, kernel height, kernel width].</param>
            /// <param name="bias">[out] or null.</param>
            /// <param name="strides">Steps; 1.</param>
            /// <param name="padding">Zeros at the borders; 0.</param>
            /// <param name="dilation">Distances between kernel elements; 1.</param>
            /// <param name="groups">Independent groups of channels.</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, long groups = 1) => Operators.One("conv2d", "", input,
                    weight, bias, Two(strides, 1), Two(padding, 0), Two(dilation, 1), groups);

            /// <summary>The transpose of conv2d: what its gradient does to its output.</summary>
            /// <param name="input">[batch, in, height, width].</param>
            /// <param name="weight">[in, out / groups, kernel height, kernel width].</param>
            /// <param name="bias">[out] or null.</param>
            /// <param name="stride">Steps; 1.</param>
            /// <param name="padding">Borders left out; 0.</param>
            /// <param name="output_padding">Rows and columns added at one side; 0.</param>
            /// <param name="dilation">Distances between kernel elements; 1.</param>
            /// <param name="groups">Independent groups of channels.</param>
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null,
                long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Operators.One("conv_transpose2d", "input", input, weight, bias, Two(stride, 1), Two(padding, 0),
                    Two(output_padding, 0), groups, Two(dilation, 1));

            /// <summary>Normalises over the last dimensions, then scales and shifts.</summary>
            /// <param name="input">[..., normalized_shape].</param>
            /// <param name="normalized_shape">The dimensions that are normalised together.</param>
            /// <param name="weight">normalized_shape or null.</param>
            /// <param name="bias">normalized_shape or null.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null,
                Tensor? bias = null, double eps = 1e-05) =>
                Operators.One("layer_norm", "", input, normalized_shape, weight, bias, eps);

            /// <summary>Normalises every channel by the batch (training) or by running statistics.</summary>
            /// <param name="input">[batch, channels, ...].</param>
            /// <param name="running_mean">[channels]; updated in training.</param>
            /// <param name="running_var">[channels]; updated in training.</param>
            /// <param name="weight">[channels] or null.</param>
            /// <param name="bias">[channels] or null.</param>
            /// <param name="training">True to measure the batch.</param>
            /// <param name="momentum">Weight of the batch in the running statistics.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null,
                Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) => Operators.One(
                    "batch_norm", "", input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Rows of a table by index.</summary>
            /// <param name="input">Indices of any shape, int64.</param>
            /// <param name="weights">[rows, width].</param>
            /// <param name="padding_idx">A row that collects no gradient; null for none.</param>
            public static Tensor embedding(Tensor input, Tensor weights, long? padding_idx = null) =>
                Operators.One("embedding", "", weights, input, padding_idx ?? -1);

            /// <summary>softmax(q k^T / sqrt(width) + mask) v.</summary>
            /// <param name="query">[..., queries, width].</param>
            /// <param name="key">[..., keys, width].</param>
            /// <param name="value">[..., keys, value width].</param>
            /// <param name="attn_mask">Added to the scores, or truth values that keep where true; null for none.</param>
            /// <param name="p">Dropout of the weights.</param>
            /// <param name="is_casual">A query sees keys up to its own place (TorchSharp spells it so).</param>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value,
                Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                Tensor scores = query.mul(1 / Math.Sqrt(query.size(-1))).matmul(key.transpose(-2, -1));
                if (is_casual)
                    attn_mask = ones([query.size(-2), key.size(-2)], ScalarType.Bool).tril();
                if (attn_mask is { dtype: ScalarType.Bool })
                    scores = scores.masked_fill(attn_mask.logical_not(), double.NegativeInfinity);
                else if (attn_mask is not null)
                    scores = scores.add(attn_mask);
                Tensor weights = scores.softmax(-1);
                return (p > 0 ? dropout(weights, p) : weights).matmul(value);
            }

            /// <summary>Divided by the p-norm along a dimension, of at least eps.</summary>
            public static Tensor normalize(Tensor input, float p = 2.0f, long dim = 1, float eps = 1e-12f) =>
                input.div(input.norm(dim, true, p).clamp_min(eps).expand_as(input));

            internal static long[] Two(long[]? given, long otherwise) => given switch
            {
                null => [otherwise, otherwise],
                [long both] => [both, both],
                _ => given,
            };
        }
    }
}
