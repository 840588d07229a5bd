using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Absolute values.</summary>
        public Tensor abs() => Operators.One("abs", "", this);

        /// <summary>Absolute values, in place.</summary>
        public Tensor abs_() => Operators.InPlace(this, "abs_", "", this);

        /// <summary>Negated values.</summary>
        public Tensor neg() => Operators.One("neg", "", this);

        /// <summary>Negated values, in place.</summary>
        public Tensor neg_() => Operators.InPlace(this, "neg_", "", this);

        /// <summary>Exponentials.</summary>
        public Tensor exp() => Operators.One("exp", "", this);

        /// <summary>Exponentials, in place.</summary>
        public Tensor exp_() => Operators.InPlace(this, "exp_", "", this);

        /// <summary>Natural logarithms.</summary>
        public Tensor log() => Operators.One("log", "", this);

        /// <summary>Square roots.</summary>
        public Tensor sqrt() => Operators.One("sqrt", "", this);

        /// <summary>Square roots, in place.</summary>
        public Tensor sqrt_() => Operators.InPlace(this, "sqrt_", "", this);

        /// <summary>Reciprocal square roots.</summary>
        public Tensor rsqrt() => Operators.One("rsqrt", "", this);

        /// <summary>Squares.</summary>
        public Tensor square() => Operators.One("square", "", this);

        /// <summary>Squares, in place.</summary>
        public Tensor square_() => Operators.InPlace(this, "square_", "", this);

        /// <summary>Sines.</summary>
        public Tensor sin() => Operators.One("sin", "", this);

        /// <summary>Cosines.</summary>
        public Tensor cos() => Operators.One("cos", "", this);

        /// <summary>Tangents.</summary>
        public Tensor tan() => Operators.One("tan", "", this);

        /// <summary>Arc sines.</summary>
        public Tensor asin() => Operators.One("asin", "", this);

        /// <summary>Arc cosines.</summary>
        public Tensor acos() => Operators.One("acos", "", this);

        /// <summary>Arc tangents.</summary>
        public Tensor atan() => Operators.One("atan", "", this);

        /// <summary>Error function.</summary>
        public Tensor erf() => Operators.One("erf", "", this);

        /// <summary>Rounded down.</summary>
        public Tensor floor() => Operators.One("floor", "", this);

        /// <summary>Rounded down, in place.</summary>
        public Tensor floor_() => Operators.InPlace(this, "floor_", "", this);

        /// <summary>Rounded up.</summary>
        public Tensor ceil() => Operators.One("ceil", "", this);

        /// <summary>Rounded to nearest, ties to even.</summary>
        public Tensor round() => Operators.One("round", "", this);

        /// <summary>Rounded to nearest, ties to even, in place.</summary>
        public Tensor round_() => Operators.InPlace(this, "round_", "", this);

        /// <summary>Signs: -1, 0 or 1.</summary>
        public Tensor sign() => Operators.One("sign", "", this);

        /// <summary>Reciprocals.</summary>
        public Tensor reciprocal() => Operators.One("reciprocal", "", this);

        /// <summary>Logarithms of 1 + x.</summary>
        public Tensor log1p() => Operators.One("log1p", "", this);

        /// <summary>Exponentials minus 1.</summary>
        public Tensor expm1() => Operators.One("expm1", "", this);

        /// <summary>Logarithms to base 2.</summary>
        public Tensor log2() => Operators.One("log2", "", this);

        /// <summary>Logarithms to base 10.</summary>
        public Tensor log10() => Operators.One("log10", "", this);

        /// <summary>1 / (1 + exp(-x)).</summary>
        public Tensor sigmoid() => Operators.One("sigmoid", "", this);

        /// <summary>1 / (1 + exp(-x)), in place.</summary>
        public Tensor sigmoid_() => Operators.InPlace(this, "sigmoid_", "", this);

        /// <summary>Hyperbolic tangents.</summary>
        public Tensor tanh() => Operators.One("tanh", "", this);

        /// <summary>Hyperbolic tangents, in place.</summary>
        public Tensor tanh_() => Operators.InPlace(this, "tanh_", "", this);

        /// <summary>max(x, 0).</summary>
        public Tensor relu() => Operators.One("relu", "", this);

        /// <summary>max(x, 0), in place.</summary>
        public Tensor relu_() => Operators.InPlace(this, "relu_", "", this);

        /// <summary>Arc tangents of this over other, by quadrant.</summary>
        public Tensor atan2(Tensor other) => Operators.One("atan2", "", this, other);

        /// <summary>Values limited to [min, max]; null leaves a side open.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.One("clamp", "", this, min, max);

        /// <summary>Values limited to [min, max], in place.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) =>
            Operators.InPlace(this, "clamp_", "", this, min, max);

        /// <summary>Values of at least min.</summary>
        public Tensor clamp_min(Scalar min) => Operators.One("clamp_min", "", this, min);

        /// <summary>Values of at most max.</summary>
        public Tensor clamp_max(Scalar max) => Operators.One("clamp_max", "", this, max);

        /// <summary>The larger of both, element by element.</summary>
        public Tensor maximum(Tensor other) => Operators.One("maximum", "", this, other);

        /// <summary>The smaller of both, element by element.</summary>
        public Tensor minimum(Tensor other) => Operators.One("minimum", "", this, other);

        /// <summary>NaN, infinities replaced by numbers; null takes 0 and the largest finite values.</summary>
        public Tensor nan_to_num(double? nan = null, double? posinf = null, double? neginf = null) =>
            Operators.One("nan_to_num", "", this, nan, posinf, neginf);

        /// <summary>True where NaN.</summary>
        public Tensor isnan() => Operators.One("isnan", "", this);

        /// <summary>True where infinite.</summary>
        public Tensor isinf() => Operators.One("isinf", "", this);

        /// <summary>True where finite.</summary>
        public Tensor isfinite() => Operators.One("isfinite", "", this);

        /// <summary>True where zero or false.</summary>
        public Tensor logical_not() => Operators.One("logical_not", "", this);
    }
}
