using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>The camera of one view, ready to project points of one cloud; all in double. Kernels use it too: what
/// works on one point keeps to what they may call.</summary>
/// <remarks>A point p is turned about the mean and shifted: q = R (p - mean) - Shift. Then depth = Distance - q.z, and
/// the window coordinates are centre + focal * (q.x, -q.y) / depth.</remarks>
internal readonly struct ViewProjector
{
    private const double LeastStep = 1e-3;
    private readonly Rigid _turn;
    private readonly Vector3d _mean;
    private readonly Vector3d _shift;
    private readonly double _focal, _centreU, _centreV, _scale;

    // 0 where the camera did not need it.
    private readonly double _extent;
    private readonly int _width, _height;

    public ViewProjector(PointCloud cloud, Vector3d mean, double reach, ViewSetup setup, ViewAngle angle)
    {
        (_mean, _width, _height, _scale) = (mean, setup.Width, setup.Height, 1);
        Rigid turn = Rigid.Rotation(angle.XDegrees, angle.YDegrees);
        if (angle.ZDegrees != 0)
        {
            (double sine, double cosine) = Math.SinCos(angle.ZDegrees * Math.PI / 180);
            turn = Compose(turn, new Rigid(new(cosine, -sine, 0), new(sine, cosine, 0), new(0, 0, 1), default));
        }
        _turn = Compose(turn, Rigid.Rotation(setup.TiltXDegrees, 0));
        double tangent = Math.Tan(setup.FieldOfViewDegrees * Math.PI / 360);
        if (setup.Camera == ViewCamera.Orbit)
        {
            // Points at one single place are looked at from any distance.
            Distance = reach > 0 ? 2 * reach : 1;
            (_focal, _centreU, _centreV) = (0.5 * setup.Height / tangent, setup.Width / 2.0, setup.Height / 2.0);
            return;
        }
        (Vector3d low, Vector3d high) = Bounds(cloud);
        _shift = 0.5 * (low + high);
        double extent = _extent = LongestSide(high - low);
        Distance = 0.7 * (extent > 0 ? extent : 1) / tangent;
        _focal = 0.5 * setup.Window / tangent;
        _centreU = _centreV = (setup.Window / 2.0) - 0.5;
        _scale = (double)setup.Width / setup.Window;
        SquareShift = 0.5 * _scale;
        if (setup.PullBackStep > 0)
        {
            // Each step looks at all points; where it is lost in rounding the loop would never end.
            if (setup.PullBackStep < LeastStep * extent)
                throw new ArgumentException($"a camera that steps back by {setup.PullBackStep} would take thousands of "
                    + $"steps from a cloud of extent {extent}; the cloud is in another unit than the setup, so convert "
                    + "it first", nameof(cloud));
            do
                Distance += setup.PullBackStep;
            while (!ShowsAll(cloud, setup.Window));
        }
    }

    /// <summary>Distance of the camera from the place it looks at.</summary>
    public double Distance { get; }

    /// <summary>What to add to image coordinates for the middle of the square that stands for the point, pixels:
    /// PointAD's camera counts them from the middle of the first pixel of its window, pictures from its edge.</summary>
    public double SquareShift { get; }

    /// <summary>Largest side of the turned cloud's bounding box. Cost: O(n) for a camera in orbit.</summary>
    public double ExtentOf(PointCloud cloud)
    {
        if (_extent > 0)
            return _extent;
        (Vector3d low, Vector3d high) = Bounds(cloud);
        return LongestSide(high - low);
    }

    /// <summary>The point in the frame of the view: the camera looks at the origin from (0, 0, Distance).</summary>
    public Vector3d Turned(Vector3d point) => _turn.Turn(point - _mean) - _shift;

    /// <summary>A direction in the frame of the view.</summary>
    public Vector3d TurnedDirection(Vector3d direction) => _turn.Turn(direction);

    /// <summary>Image coordinates of a turned point; pixel column c covers c to c + 1.</summary>
    public (double U, double V, double Depth) Project(Vector3d turned)
    {
        double depth = Distance - turned.Z;
        return (_scale * (_centreU + (_focal * turned.X / depth)), _scale * (_centreV - (_focal * turned.Y / depth)),
            depth);
    }

    /// <summary>The pixel of image coordinates, clipped to the image.</summary>
    public int PixelOf(double u, double v) => (Clipped(v, _height) * _width) + Clipped(u, _width);

    /// <summary>Projects sixteen points; every lane as the steps for one point would.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="first">First of the points; sixteen must exist.</param>
    /// <param name="pixels">Takes the pixels.</param>
    /// <param name="depths">Takes the depths.</param>
    /// <param name="roundedDepths">Takes the depths as float32.</param>
    public void Project(PointCloud cloud, int first, Span<int> pixels, Span<double> depths,
        Span<float> roundedDepths)
    {
        Vector512<float> x = Vector512.Create<float>(cloud.X[first..]), y = Vector512.Create<float>(cloud.Y[first..]),
            z = Vector512.Create<float>(cloud.Z[first..]);
        (Vector512<double> low, Vector512<double> depthsLow) = Project(
            Vector512.WidenLower(x), Vector512.WidenLower(y), Vector512.WidenLower(z));
        (Vector512<double> high, Vector512<double> depthsHigh) = Project(
            Vector512.WidenUpper(x), Vector512.WidenUpper(y), Vector512.WidenUpper(z));
        Vector512.Narrow(Vector512.ConvertToInt64(low), Vector512.ConvertToInt64(high)).CopyTo(pixels);
        depthsLow.CopyTo(depths);
        depthsHigh.CopyTo(depths[Vector512<double>.Count..]);
        Vector512.Narrow(depthsLow, depthsHigh).CopyTo(roundedDepths);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector512<double> Pixel, Vector512<double> Depth) Project(
        Vector512<double> x, Vector512<double> y, Vector512<double> z)
    {
        x -= Vector512.Create(_mean.X);
        y -= Vector512.Create(_mean.Y);
        z -= Vector512.Create(_mean.Z);
        Vector512<double> turnedX = Dot(_turn.RowX, x, y, z) - Vector512.Create(_shift.X);
        Vector512<double> turnedY = Dot(_turn.RowY, x, y, z) - Vector512.Create(_shift.Y);
        Vector512<double> depth = Vector512.Create(Distance)
            - (Dot(_turn.RowZ, x, y, z) - Vector512.Create(_shift.Z));
        Vector512<double> u = _scale * (Vector512.Create(_centreU) + (_focal * turnedX / depth));
        Vector512<double> v = _scale * (Vector512.Create(_centreV) - (_focal * turnedY / depth));
        Vector512<double> column = Vector512.Truncate(Clamped(u, _width)),
            row = Vector512.Truncate(Clamped(v, _height));
        return ((row * _width) + column, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Dot(Vector3d row, Vector512<double> x, Vector512<double> y, Vector512<double> z)
        => (row.X * x) + (row.Y * y) + (row.Z * z);

    // What is no number falls into pixel 0, as it does one by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Clamped(Vector512<double> values, int length) => Vector512.ConditionalSelect(
        Vector512.Equals(values, values),
        Vector512.Min(Vector512.Max(values, Vector512<double>.Zero), Vector512.Create(length - 1.0)),
        Vector512<double>.Zero);

    // Math.Clamp may throw, which no kernel can.
    private static int Clipped(double place, int length) => (int)Math.Min(Math.Max(place, 0), length - 1);

    private static double LongestSide(Vector3d sides) => Math.Max(sides.X, Math.Max(sides.Y, sides.Z));

    private (Vector3d Low, Vector3d High) Bounds(PointCloud cloud)
    {
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        var low = new Vector3d(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        Vector3d high = -low;
        int i = 0;
        if (x.Length >= PointLanes.Pair)
            (low, high) = LaneBounds(x, y, z, out i);
        for (; i < x.Length; i++)
        {
            Vector3d q = _turn.Turn(new Vector3d(x[i], y[i], z[i]) - _mean);
            low = new Vector3d(Math.Min(low.X, q.X), Math.Min(low.Y, q.Y), Math.Min(low.Z, q.Z));
            high = new Vector3d(Math.Max(high.X, q.X), Math.Max(high.Y, q.Y), Math.Max(high.Z, q.Z));
        }
        return (low, high);
    }

    /// <summary>Bounds of the points up to <paramref name="end"/>, the last place that whole lanes reach.</summary>
    private (Vector3d Low, Vector3d High) LaneBounds(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, out int end)
    {
        Vector512<double> lowX = Vector512.Create(double.PositiveInfinity), lowY = lowX, lowZ = lowX;
        Vector512<double> highX = -lowX, highY = highX, highZ = highX;
        for (end = 0; end <= x.Length - PointLanes.Pair; end += PointLanes.Pair)
        {
            (PointLanes first, PointLanes second) = PointLanes.Of(x, y, z, end);
            (first, second) = (first.Minus(_mean), second.Minus(_mean));
            Widen(ref lowX, ref highX, first.Dot(_turn.RowX), second.Dot(_turn.RowX));
            Widen(ref lowY, ref highY, first.Dot(_turn.RowY), second.Dot(_turn.RowY));
            Widen(ref lowZ, ref highZ, first.Dot(_turn.RowZ), second.Dot(_turn.RowZ));
        }
        var low = new Vector3d(lowX[0], lowY[0], lowZ[0]);
        var high = new Vector3d(highX[0], highY[0], highZ[0]);
        for (int lane = 1; lane < Vector512<double>.Count; lane++)
        {
            low = new(Math.Min(low.X, lowX[lane]), Math.Min(low.Y, lowY[lane]), Math.Min(low.Z, lowZ[lane]));
            high = new(Math.Max(high.X, highX[lane]), Math.Max(high.Y, highY[lane]), Math.Max(high.Z, highZ[lane]));
        }
        return (low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(ref Vector512<double> low, ref Vector512<double> high, Vector512<double> first,
        Vector512<double> second)
        => (low, high) = (Vector512.Min(low, Vector512.Min(first, second)),
            Vector512.Max(high, Vector512.Max(first, second)));

    private bool ShowsAll(PointCloud cloud, int window)
    {
        for (int i = 0; i < cloud.Count; i++)
        {
            (double u, double v, _) = Project(Turned(Vector3d.Of(cloud, i)));
            double end = window * _scale;
            if (u < 0 || v < 0 || u >= end || v >= end)
                return false;
        }
        return true;
    }

    private static Rigid Compose(Rigid outer, Rigid inner)
    {
        Vector3d columnX = outer.Turn(new(inner.RowX.X, inner.RowY.X, inner.RowZ.X));
        Vector3d columnY = outer.Turn(new(inner.RowX.Y, inner.RowY.Y, inner.RowZ.Y));
        Vector3d columnZ = outer.Turn(new(inner.RowX.Z, inner.RowY.Z, inner.RowZ.Z));
        return new Rigid(new(columnX.X, columnY.X, columnZ.X), new(columnX.Y, columnY.Y, columnZ.Y),
            new(columnX.Z, columnY.Z, columnZ.Z), default);
    }
}
