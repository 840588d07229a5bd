namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Absolute values.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>Absolute values, in place.</summary>
    public static Tensor abs_(Tensor input) => input.abs_();

    /// <summary>Negated values.</summary>
    public static Tensor neg(Tensor input) => input.neg();

    /// <summary>Negated values, in place.</summary>
    public static Tensor neg_(Tensor input) => input.neg_();

    /// <summary>Exponentials.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>Exponentials, in place.</summary>
    public static Tensor exp_(Tensor input) => input.exp_();

    /// <summary>Natural logarithms.</summary>
    public static Tensor log(Tensor input) => input.log();

    /// <summary>Square roots.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>Square roots, in place.</summary>
    public static Tensor sqrt_(Tensor input) => input.sqrt_();

    /// <summary>Reciprocal square roots.</summary>
    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    /// <summary>Squares.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>Squares, in place.</summary>
    public static Tensor square_(Tensor input) => input.square_();

    /// <summary>Sines.</summary>
    public static Tensor sin(Tensor input) => input.sin();

    /// <summary>Cosines.</summary>
    public static Tensor cos(Tensor input) => input.cos();

    /// <summary>Tangents.</summary>
    public static Tensor tan(Tensor input) => input.tan();

    /// <summary>Arc sines.</summary>
    public static Tensor asin(Tensor input) => input.asin();

    /// <summary>Arc cosines.</summary>
    public static Tensor acos(Tensor input) => input.acos();

    /// <summary>Arc tangents.</summary>
    public static Tensor atan(Tensor input) => input.atan();

    /// <summary>Error function.</summary>
    public static Tensor erf(Tensor input) => input.erf();

    /// <summary>Rounded down.</summary>
    public static Tensor floor(Tensor input) => input.floor();

    /// <summary>Rounded down, in place.</summary>
    public static Tensor floor_(Tensor input) => input.floor_();

    /// <summary>Rounded up.</summary>
    public static Tensor ceil(Tensor input) => input.ceil();

    /// <summary>Rounded to nearest, ties to even.</summary>
    public static Tensor round(Tensor input) => input.round();

    /// <summary>Rounded to nearest, ties to even, in place.</summary>
    public static Tensor round_(Tensor input) => input.round_();

    /// <summary>Signs: -1, 0 or 1.</summary>
    public static Tensor sign(Tensor input) => input.sign();

    /// <summary>Reciprocals.</summary>
    public static Tensor reciprocal(Tensor input) => input.reciprocal();

    /// <summary>Logarithms of 1 + x.</summary>
    public static Tensor log1p(Tensor input) => input.log1p();

    /// <summary>Exponentials minus 1.</summary>
    public static Tensor expm1(Tensor input) => input.expm1();

    /// <summary>Logarithms to base 2.</summary>
    public static Tensor log2(Tensor input) => input.log2();

    /// <summary>Logarithms to base 10.</summary>
    public static Tensor log10(Tensor input) => input.log10();

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    /// <summary>1 / (1 + exp(-x)), in place.</summary>
    public static Tensor sigmoid_(Tensor input) => input.sigmoid_();

    /// <summary>Hyperbolic tangents.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>Hyperbolic tangents, in place.</summary>
    public static Tensor tanh_(Tensor input) => input.tanh_();

    /// <summary>max(x, 0).</summary>
    public static Tensor relu(Tensor input) => input.relu();

    /// <summary>max(x, 0), in place.</summary>
    public static Tensor relu_(Tensor input) => input.relu_();

    /// <summary>Arc tangents of this over other, by quadrant.</summary>
    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);

    /// <summary>Values limited to [min, max]; null leaves a side open.</summary>
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    /// <summary>Values limited to [min, max], in place.</summary>
    public static Tensor clamp_(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp_(min, max);

    /// <summary>Values of at least min.</summary>
    public static Tensor clamp_min(Tensor input, Scalar min) => input.clamp_min(min);

    /// <summary>Values of at most max.</summary>
    public static Tensor clamp_max(Tensor input, Scalar max) => input.clamp_max(max);

    /// <summary>The larger of both, element by element.</summary>
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    /// <summary>The smaller of both, element by element.</summary>
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    /// <summary>NaN, infinities replaced by numbers; null takes 0 and the largest finite values.</summary>
    public static Tensor nan_to_num(Tensor input, double? nan = null, double? posinf = null, double? neginf = null) =>
        input.nan_to_num(nan, posinf, neginf);

    /// <summary>True where NaN.</summary>
    public static Tensor isnan(Tensor input) => input.isnan();

    /// <summary>True where infinite.</summary>
    public static Tensor isinf(Tensor input) => input.isinf();

    /// <summary>True where finite.</summary>
    public static Tensor isfinite(Tensor input) => input.isfinite();

    /// <summary>True where zero or false.</summary>
    public static Tensor logical_not(Tensor input) => input.logical_not();
}
