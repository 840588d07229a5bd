using Pipeline3D.Torch.Modules;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>x where positive, else a slope times x.</summary>
        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        /// <summary>max(x, 0).</summary>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>x times the standard normal distribution function.</summary>
        public static GELU GELU(bool inplace = false) => new(inplace);

        /// <summary>x sigmoid(x).</summary>
        public static SiLU SiLU(bool inplace = false) => new(inplace);

        /// <summary>x where positive, else alpha (exp(x) - 1).</summary>
        public static ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);

        /// <summary>1 / (1 + exp(-x)).</summary>
        public static Sigmoid Sigmoid() => new();

        /// <summary>Hyperbolic tangent.</summary>
        public static Tanh Tanh() => new();

        /// <summary>Exponentials divided by their sum along a dimension.</summary>
        public static Softmax Softmax(long dim) => new(dim);

        /// <summary>What comes in.</summary>
        public static Identity Identity() => new();

        /// <summary>In training, zeroes elements with probability p and divides the rest by 1 - p.</summary>
        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Makes several dimensions one.</summary>
        public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
    }
}
