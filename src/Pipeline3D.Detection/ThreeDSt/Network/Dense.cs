using System.Runtime.CompilerServices;
using Pipeline3D.Detection.ThreeDSt.Lanes;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>Linear layers on a tile of points, and their gradients: small matrix products whose sums stay in
/// registers.</summary>
/// <remarks>All widths are whole registers and multiples of four, all row counts multiples of four; every sum runs in
/// ascending order of its index. The loops are compiled at full strength at once: a network runs few of them, each
/// long.</remarks>
internal static class Dense<TL, TV>
    where TL : struct, ILanes<TV>
    where TV : struct
{
    /// <summary>target = end(source * weight + bias), on rows of four.</summary>
    /// <param name="source">[rows, inputs], its rows <paramref name="sourceStride"/> floats apart.</param>
    /// <param name="sourceStride">Floats from row to row.</param>
    /// <param name="rows">A multiple of four.</param>
    /// <param name="weight">[inputs, outputs].</param>
    /// <param name="inputs">Padded inputs.</param>
    /// <param name="outputs">Padded outputs.</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="target">[rows, outputs]; never the source.</param>
    /// <param name="targetStride">Floats from row to row.</param>
    /// <param name="slope">Slope of LeakyReLU below zero.</param>
    public static void Apply<TEnd>(
        ref float source, nint sourceStride, int rows, ref float weight, int inputs, int outputs,
        ref float bias, ref float target, nint targetStride, float slope)
        where TEnd : struct, IDenseEnd<TV>
    {
        for (nint row = 0; row < rows; row += 4)
        {
            ref float rowSource = ref Unsafe.Add(ref source, row * sourceStride);
            ref float rowTarget = ref Unsafe.Add(ref target, row * targetStride);
            nint column = 0;
            for (; column + (2 * TL.Width) <= outputs; column += 2 * TL.Width)
                FourByTwo<TEnd>(ref rowSource, sourceStride, ref Unsafe.Add(ref weight, column), inputs, outputs,
                    ref Unsafe.Add(ref bias, column), ref Unsafe.Add(ref rowTarget, column), targetStride, slope);
            if (column < outputs)
                FourByOne<TEnd>(ref rowSource, sourceStride, ref Unsafe.Add(ref weight, column), inputs, outputs,
                    ref Unsafe.Add(ref bias, column), ref Unsafe.Add(ref rowTarget, column), targetStride, slope);
        }
    }

    /// <summary>weightGradient += upstream^T * source, biasGradient += column sums of upstream.</summary>
    /// <param name="upstream">[rows, outputs].</param>
    /// <param name="upstreamStride">Floats from row to row.</param>
    /// <param name="source">[rows, inputs]: what the layer was given.</param>
    /// <param name="sourceStride">Floats from row to row.</param>
    /// <param name="rows">Any number.</param>
    /// <param name="outputs">Padded outputs.</param>
    /// <param name="inputs">Padded inputs.</param>
    /// <param name="weightGradient">[outputs, inputs].</param>
    /// <param name="biasGradient">[outputs].</param>
    public static void Gradient(
        ref float upstream, nint upstreamStride, ref float source, nint sourceStride, int rows,
        int outputs, int inputs, ref float weightGradient, ref float biasGradient)
    {
        for (nint output = 0; output < outputs; output += 4)
        {
            ref float fourUpstream = ref Unsafe.Add(ref upstream, output);
            ref float fourGradient = ref Unsafe.Add(ref weightGradient, output * inputs);
            nint input = 0;
            for (; input + (2 * TL.Width) <= inputs; input += 2 * TL.Width)
                GradientFourByTwo(ref fourUpstream, upstreamStride, ref Unsafe.Add(ref source, input), sourceStride,
                    rows, ref Unsafe.Add(ref fourGradient, input), inputs);
            if (input < inputs)
                GradientFourByOne(ref fourUpstream, upstreamStride, ref Unsafe.Add(ref source, input), sourceStride,
                    rows, ref Unsafe.Add(ref fourGradient, input), inputs);
        }
        BiasGradient(ref upstream, upstreamStride, rows, outputs, ref biasGradient);
    }

    /// <summary>biasGradient += column sums of upstream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BiasGradient(
        ref float upstream, nint upstreamStride, int rows, int outputs, ref float biasGradient)
    {
        for (nint output = 0; output < outputs; output += TL.Width)
        {
            TV sum = TL.Load(ref biasGradient, output);
            for (nint row = 0; row < rows; row++)
                sum = TL.Add(sum, TL.Load(ref upstream, (row * upstreamStride) + output));
            TL.Store(sum, ref biasGradient, output);
        }
    }

    /// <summary>upstream *= LeakyReLU'(activated): an activation's sign is that of its argument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ThroughLeaky(
        ref float upstream, nint upstreamStride, ref float activated, nint activatedStride, int rows, int columns,
        float slope)
    {
        TV below = TL.All(slope);
        for (nint row = 0; row < rows; row++)
        {
            for (nint column = 0; column < columns; column += TL.Width)
            {
                TV factor = TL.LeakySlope(TL.Load(ref activated, (row * activatedStride) + column), below);
                nint place = (row * upstreamStride) + column;
                TL.Store(TL.Multiply(TL.Load(ref upstream, place), factor), ref upstream, place);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo<TEnd>(
        ref float source, nint sourceStride, ref float weight, int inputs, nint outputs,
        ref float bias, ref float target, nint targetStride, float slope)
        where TEnd : struct, IDenseEnd<TV>
    {
        ref float source1 = ref Unsafe.Add(ref source, sourceStride);
        ref float source2 = ref Unsafe.Add(ref source, 2 * sourceStride);
        ref float source3 = ref Unsafe.Add(ref source, 3 * sourceStride);
        TV a0 = TL.Load(ref bias, 0), b0 = TL.Load(ref bias, TL.Width);
        TV a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
        for (nint input = 0; input < inputs; input++)
        {
            TV left = TL.Load(ref weight, 0), right = TL.Load(ref weight, TL.Width);
            weight = ref Unsafe.Add(ref weight, outputs);
            TV value = TL.All(Unsafe.Add(ref source, input));
            a0 = TL.MultiplyAdd(value, left, a0);
            b0 = TL.MultiplyAdd(value, right, b0);
            value = TL.All(Unsafe.Add(ref source1, input));
            a1 = TL.MultiplyAdd(value, left, a1);
            b1 = TL.MultiplyAdd(value, right, b1);
            value = TL.All(Unsafe.Add(ref source2, input));
            a2 = TL.MultiplyAdd(value, left, a2);
            b2 = TL.MultiplyAdd(value, right, b2);
            value = TL.All(Unsafe.Add(ref source3, input));
            a3 = TL.MultiplyAdd(value, left, a3);
            b3 = TL.MultiplyAdd(value, right, b3);
        }
        Finish<TEnd>(a0, ref target, 0, slope);
        Finish<TEnd>(b0, ref target, TL.Width, slope);
        Finish<TEnd>(a1, ref target, targetStride, slope);
        Finish<TEnd>(b1, ref target, targetStride + TL.Width, slope);
        Finish<TEnd>(a2, ref target, 2 * targetStride, slope);
        Finish<TEnd>(b2, ref target, (2 * targetStride) + TL.Width, slope);
        Finish<TEnd>(a3, ref target, 3 * targetStride, slope);
        Finish<TEnd>(b3, ref target, (3 * targetStride) + TL.Width, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne<TEnd>(
        ref float source, nint sourceStride, ref float weight, int inputs, nint outputs,
        ref float bias, ref float target, nint targetStride, float slope)
        where TEnd : struct, IDenseEnd<TV>
    {
        TV a0 = TL.Load(ref bias, 0);
        TV a1 = a0, a2 = a0, a3 = a0;
        for (nint input = 0; input < inputs; input++)
        {
            TV left = TL.Load(ref weight, input * outputs);
            a0 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref source, input)), left, a0);
            a1 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref source, sourceStride + input)), left, a1);
            a2 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref source, (2 * sourceStride) + input)), left, a2);
            a3 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref source, (3 * sourceStride) + input)), left, a3);
        }
        Finish<TEnd>(a0, ref target, 0, slope);
        Finish<TEnd>(a1, ref target, targetStride, slope);
        Finish<TEnd>(a2, ref target, 2 * targetStride, slope);
        Finish<TEnd>(a3, ref target, 3 * targetStride, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TEnd>(TV sum, ref float target, nint place, float slope)
        where TEnd : struct, IDenseEnd<TV>
        => TL.Store(TEnd.Finish(sum, TEnd.ReadsTarget ? TL.Load(ref target, place) : sum, TL.All(slope)),
            ref target, place);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientFourByTwo(
        ref float upstream, nint upstreamStride, ref float source, nint sourceStride, int rows,
        ref float gradient, nint stride)
    {
        TV a0 = TL.Load(ref gradient, 0), b0 = TL.Load(ref gradient, TL.Width);
        TV a1 = TL.Load(ref gradient, stride), b1 = TL.Load(ref gradient, stride + TL.Width);
        TV a2 = TL.Load(ref gradient, 2 * stride), b2 = TL.Load(ref gradient, (2 * stride) + TL.Width);
        TV a3 = TL.Load(ref gradient, 3 * stride), b3 = TL.Load(ref gradient, (3 * stride) + TL.Width);
        for (int row = 0; row < rows; row++)
        {
            TV left = TL.Load(ref source, 0), right = TL.Load(ref source, TL.Width);
            TV value = TL.All(upstream);
            a0 = TL.MultiplyAdd(value, left, a0);
            b0 = TL.MultiplyAdd(value, right, b0);
            value = TL.All(Unsafe.Add(ref upstream, 1));
            a1 = TL.MultiplyAdd(value, left, a1);
            b1 = TL.MultiplyAdd(value, right, b1);
            value = TL.All(Unsafe.Add(ref upstream, 2));
            a2 = TL.MultiplyAdd(value, left, a2);
            b2 = TL.MultiplyAdd(value, right, b2);
            value = TL.All(Unsafe.Add(ref upstream, 3));
            a3 = TL.MultiplyAdd(value, left, a3);
            b3 = TL.MultiplyAdd(value, right, b3);
            upstream = ref Unsafe.Add(ref upstream, upstreamStride);
            source = ref Unsafe.Add(ref source, sourceStride);
        }
        TL.Store(a0, ref gradient, 0);
        TL.Store(b0, ref gradient, TL.Width);
        TL.Store(a1, ref gradient, stride);
        TL.Store(b1, ref gradient, stride + TL.Width);
        TL.Store(a2, ref gradient, 2 * stride);
        TL.Store(b2, ref gradient, (2 * stride) + TL.Width);
        TL.Store(a3, ref gradient, 3 * stride);
        TL.Store(b3, ref gradient, (3 * stride) + TL.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientFourByOne(
        ref float upstream, nint upstreamStride, ref float source, nint sourceStride, int rows,
        ref float gradient, nint stride)
    {
        TV a0 = TL.Load(ref gradient, 0), a1 = TL.Load(ref gradient, stride);
        TV a2 = TL.Load(ref gradient, 2 * stride), a3 = TL.Load(ref gradient, 3 * stride);
        for (int row = 0; row < rows; row++)
        {
            TV left = TL.Load(ref source, row * sourceStride);
            nint place = row * upstreamStride;
            a0 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref upstream, place)), left, a0);
            a1 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref upstream, place + 1)), left, a1);
            a2 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref upstream, place + 2)), left, a2);
            a3 = TL.MultiplyAdd(TL.All(Unsafe.Add(ref upstream, place + 3)), left, a3);
        }
        TL.Store(a0, ref gradient, 0);
        TL.Store(a1, ref gradient, stride);
        TL.Store(a2, ref gradient, 2 * stride);
        TL.Store(a3, ref gradient, 3 * stride);
    }
}
