using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The functions under the layers.</summary>
        public static partial class functional
        {
            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            /// <summary>x where positive, else negative_slope x.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace
                ? Operators.InPlace(input, "leaky_relu_", "", input, negative_slope)
                : Operators.One("leaky_relu", "", input, negative_slope);

            /// <summary>x times the standard normal distribution function, exact.</summary>
            public static Tensor gelu(Tensor x, bool inplace = false) => inplace
                ? Operators.InPlace(x, "gelu_", "", x) : Operators.One("gelu", "", x);

            /// <summary>1 / (1 + exp(-x)).</summary>
            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            /// <summary>Hyperbolic tangent.</summary>
            public static Tensor tanh(Tensor x) => x.tanh();

            /// <summary>x sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => inplace
                ? Operators.InPlace(x, "silu_", "", x) : Operators.One("silu", "", x);

            /// <summary>x where positive, else alpha (exp(x) - 1).</summary>
            public static Tensor elu(Tensor x, double alpha = 1.0, bool inplace = false) => inplace
                ? Operators.InPlace(x, "elu_", "", x, alpha) : Operators.One("elu", "", x, alpha);

            /// <summary>log(1 + exp(beta x)) / beta, linear above threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Operators.One("softplus", "", x, beta, threshold);

            /// <summary>Exponentials divided by their sum along a dimension.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <summary>Logarithm of softmax along a dimension.</summary>
            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                input.log_softmax(dim, dtype);

            /// <summary>In training, zeroes elements with probability p and divides the rest by 1 - p.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace
                ? Operators.InPlace(input, "dropout_", "", input, p, training)
                : Operators.One("dropout", "", input, p, training);
        }
    }
}
