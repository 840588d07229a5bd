using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Sets up the cameras of a view setup on the host, in double.</summary>
/// <remarks>The formulas of Geometry's <see cref="Geometry.Views"/>, solved for what a kernel needs per point; the
/// tests hold the two together.</remarks>
internal static class CameraRows
{
    /// <summary>The rows of <see cref="CameraRow"/> for every view; shape [views, 20].</summary>
    public static float[] Of(PointSpans points, ViewSetup setup)
    {
        Check(setup);
        Vector3d mean = Mean(points);
        double reach = 0;
        for (int i = 0; i < points.Count; i++)
            reach = Math.Max(reach, (Place(points, i) - mean).Length);
        var rows = new float[checked(setup.Angles.Length * CameraRow.Length)];
        for (int view = 0; view < setup.Angles.Length; view++)
            Fill(rows.AsSpan(view * CameraRow.Length), points, setup, setup.Angles[view], mean, reach);
        return rows;
    }

    private static void Fill(
        Span<float> row, PointSpans points, ViewSetup setup, ViewAngle angle, Vector3d mean, double reach)
    {
        Rigid turn = Compose(Rigid.Rotation(angle.XDegrees, angle.YDegrees), Rigid.Rotation(setup.TiltXDegrees, 0));
        (Vector3d low, Vector3d high) = Bounds(points, turn, mean);
        double extent = Math.Max(high.X - low.X, Math.Max(high.Y - low.Y, high.Z - low.Z));
        double tangent = Math.Tan(setup.FieldOfViewDegrees * Math.PI / 360);
        bool orbit = setup.Camera == ViewCamera.Orbit;
        double scale = orbit ? 1 : (double)setup.Width / setup.Window;
        double focal = 0.5 * (orbit ? setup.Height : setup.Window) / tangent;
        double centreU = orbit ? setup.Width / 2.0 : (setup.Window / 2.0) - 0.5;
        double centreV = orbit ? setup.Height / 2.0 : (setup.Window / 2.0) - 0.5;
        Vector3d shift = orbit ? default : 0.5 * (low + high);
        double distance = orbit ? (reach > 0 ? 2 * reach : 1) : 0.7 * (extent > 0 ? extent : 1) / tangent;
        if (!orbit && setup.PullBackStep > 0)
        {
            do
                distance += setup.PullBackStep;
            while (!ShowsAll(points, turn, mean, shift, distance, focal, centreU, setup.Window));
        }
        // The kernel subtracts the rounded mean; the offset gives back what the rounding took.
        Vector3d centre = new((float)mean.X, (float)mean.Y, (float)mean.Z);
        Vector3d offset = turn.Turn(centre - mean) - shift;
        ReadOnlySpan<Vector3d> triples = [turn.RowX, turn.RowY, turn.RowZ, centre, offset];
        for (int i = 0; i < triples.Length; i++)
        {
            row[3 * i] = (float)triples[i].X;
            row[(3 * i) + 1] = (float)triples[i].Y;
            row[(3 * i) + 2] = (float)triples[i].Z;
        }
        row[15] = (float)distance;
        row[16] = (float)(scale * focal);
        row[17] = (float)(scale * centreU);
        row[18] = (float)(scale * centreV);
        row[19] = (float)extent;
    }

    private static bool ShowsAll(PointSpans points, Rigid turn, Vector3d mean, Vector3d shift, double distance,
        double focal, double centre, double window)
    {
        for (int i = 0; i < points.Count; i++)
        {
            Vector3d q = turn.Turn(Place(points, i) - mean) - shift;
            double u = centre + (focal * q.X / (distance - q.Z)), v = centre - (focal * q.Y / (distance - q.Z));
            if (u < 0 || v < 0 || u >= window || v >= window)
                return false;
        }
        return true;
    }

    private static (Vector3d Low, Vector3d High) Bounds(PointSpans points, Rigid turn, Vector3d mean)
    {
        Vector3d low = turn.Turn(Place(points, 0) - mean), high = low;
        for (int i = 1; i < points.Count; i++)
        {
            Vector3d q = turn.Turn(Place(points, i) - mean);
            low = new(Math.Min(low.X, q.X), Math.Min(low.Y, q.Y), Math.Min(low.Z, q.Z));
            high = new(Math.Max(high.X, q.X), Math.Max(high.Y, q.Y), Math.Max(high.Z, q.Z));
        }
        return (low, high);
    }

    private static Vector3d Mean(PointSpans points)
    {
        Vector3d sum = default;
        for (int i = 0; i < points.Count; i++)
            sum += Place(points, i);
        return 1.0 / points.Count * sum;
    }

    private static Vector3d Place(PointSpans points, int i) => new(points.X[i], points.Y[i], points.Z[i]);

    private static Rigid Compose(Rigid outer, Rigid inner)
    {
        Vector3d x = outer.Turn(new(inner.RowX.X, inner.RowY.X, inner.RowZ.X));
        Vector3d y = outer.Turn(new(inner.RowX.Y, inner.RowY.Y, inner.RowZ.Y));
        Vector3d z = outer.Turn(new(inner.RowX.Z, inner.RowY.Z, inner.RowZ.Z));
        return new Rigid(new(x.X, y.X, z.X), new(x.Y, y.Y, z.Y), new(x.Z, y.Z, z.Z), default);
    }

    private static void Check(ViewSetup setup)
    {
        if (setup.Angles.IsDefaultOrEmpty)
            throw new ArgumentException("at least one view is needed", nameof(setup));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(setup.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(setup.Height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(setup.Window);
        foreach (ViewAngle angle in setup.Angles)
            if (!double.IsFinite(angle.XDegrees + angle.YDegrees + setup.TiltXDegrees))
                throw new ArgumentException(
                    $"the view ({angle.XDegrees}, {angle.YDegrees}) with tilt {setup.TiltXDegrees} is not finite",
                    nameof(setup));
        if (!(setup.FieldOfViewDegrees is > 0 and < 180))
            throw new ArgumentOutOfRangeException(nameof(setup), setup.FieldOfViewDegrees,
                "the field of view must lie between 0 and 180 degrees");
        if (setup.Camera == ViewCamera.PointAd && (setup.Width != setup.Height || setup.FieldOfViewDegrees != 60))
            throw new ArgumentException(
                $"PointAD's camera takes square images at 60 degrees, not {setup.Width} x {setup.Height} at "
                + $"{setup.FieldOfViewDegrees}", nameof(setup));
        if (!double.IsFinite(setup.PullBackStep) || setup.PullBackStep < 0)
            throw new ArgumentOutOfRangeException(nameof(setup), setup.PullBackStep,
                "the pull-back step must be a finite number, 0 or more");
    }
}
