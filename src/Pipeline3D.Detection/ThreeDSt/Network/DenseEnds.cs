using Pipeline3D.Detection.ThreeDSt.Lanes;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>The ends of dense layers.</summary>
internal static class DenseEnds<TL, TV>
    where TL : struct, ILanes<TV>
    where TV : struct
{
    /// <summary>The sum itself.</summary>
    internal readonly struct Linear : IDenseEnd<TV>
    {
        public static bool ReadsTarget => false;

        public static TV Finish(TV sum, TV target, TV slope) => sum;
    }

    /// <summary>The sum added to the target.</summary>
    internal readonly struct Plus : IDenseEnd<TV>
    {
        public static bool ReadsTarget => true;

        public static TV Finish(TV sum, TV target, TV slope) => TL.Add(target, sum);
    }

    /// <summary>LeakyReLU of the sum.</summary>
    internal readonly struct Leaky : IDenseEnd<TV>
    {
        public static bool ReadsTarget => false;

        public static TV Finish(TV sum, TV target, TV slope) => TL.Leaky(sum, slope);
    }

    /// <summary>LeakyReLU of the sum, added to the target.</summary>
    internal readonly struct LeakyPlus : IDenseEnd<TV>
    {
        public static bool ReadsTarget => true;

        public static TV Finish(TV sum, TV target, TV slope) => TL.Add(target, TL.Leaky(sum, slope));
    }
}
