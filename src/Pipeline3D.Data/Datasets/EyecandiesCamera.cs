using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Datasets;

/// <summary>Turns Eyecandies' depth images into points. Camera of all images: focal length 711.11 px, centre at half
/// the size, pixel centres at whole numbers.</summary>
internal static class EyecandiesCamera
{
    private const double Focal = 711.11;

    /// <summary>Back-projects a 16-bit depth image.</summary>
    /// <param name="depth">Shape [height * width]; 0..65535 spans <paramref name="least"/> to
    /// <paramref name="most"/>.</param>
    /// <param name="width">Columns.</param>
    /// <param name="least">Depth of value 0, metres.</param>
    /// <param name="most">Depth of value 65535, metres.</param>
    /// <param name="pose">4 x 4, row-major, rigid.</param>
    /// <param name="mode">What the pose means.</param>
    /// <returns>One point per pixel, metres; (0,0,0) where the depth is not positive.</returns>
    internal static PointCloud Points(
        ReadOnlySpan<ushort> depth, int width, double least, double most, ReadOnlySpan<double> pose, PoseMode mode)
    {
        var points = new PointCloud(depth.Length);
        Span<float> x = points.X, y = points.Y, z = points.Z;
        double centreX = width / 2.0, centreY = depth.Length / width / 2.0;
        for (int i = 0; i < depth.Length; i++)
        {
            double d = (float)(depth[i] / 65_535.0 * (most - least) + least);
            if (d <= 0)
                continue;
            double a = (i % width - centreX) * d / Focal, b = (i / width - centreY) * d / Focal, c = d;
            if (mode == PoseMode.CameraToWorld)
                (a, b, c) = (pose[0] * a + pose[1] * b + pose[2] * c + pose[3],
                    pose[4] * a + pose[5] * b + pose[6] * c + pose[7],
                    pose[8] * a + pose[9] * b + pose[10] * c + pose[11]);
            else if (mode == PoseMode.WorldToCamera)
            {
                // The inverse of a rotation is its transpose.
                (a, b, c) = (a - pose[3], b - pose[7], c - pose[11]);
                (a, b, c) = (pose[0] * a + pose[4] * b + pose[8] * c,
                    pose[1] * a + pose[5] * b + pose[9] * c, pose[2] * a + pose[6] * b + pose[10] * c);
            }
            (x[i], y[i], z[i]) = ((float)a, (float)b, (float)c);
        }
        return points;
    }

    /// <summary>Reads a pose: 16 numbers of a rigid transform.</summary>
    /// <exception cref="FormatException3D">There are other than 16 numbers, or the matrix is not rigid to
    /// 1e-4.</exception>
    internal static double[] ReadPose(string path) => FileBytes.Parse(path, null, static (file, name, _) =>
    {
        var lines = new LineCursor(file, name);
        var pose = new List<double>();
        while (lines.NextFilled(out ReadOnlySpan<byte> line))
            while (line.IndexOfAnyExcept(LineCursor.Blanks) >= 0 && pose.Count <= 16)
                pose.Add(lines.Float(ref line, "number of the pose"));
        if (pose.Count != 16)
            throw lines.Error($"a pose has 4 x 4 numbers, this file has {(pose.Count > 16 ? "more" : pose.Count)}");
        bool rigid = pose[12] == 0 && pose[13] == 0 && pose[14] == 0 && pose[15] == 1;
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
            {
                double product = pose[4 * i] * pose[4 * j] + pose[4 * i + 1] * pose[4 * j + 1]
                    + pose[4 * i + 2] * pose[4 * j + 2];
                rigid &= Math.Abs(product - (i == j ? 1 : 0)) < 1e-4;
            }
        return rigid ? pose.ToArray() : throw lines.Error("the pose is no rotation and translation");
    });

    /// <summary>Removes the background as M3DM's converter does, by rotating the table into a plane of constant
    /// height.</summary>
    /// <param name="points">Width x height points; changed in place.</param>
    /// <param name="width">Columns.</param>
    /// <param name="literal">Whether axes, scale and background are M3DM's to the letter.</param>
    /// <remarks>Source: M3DM, utils/preprocess_eyecandies.py. The limits are metres.</remarks>
    internal static void RemoveBackground(PointCloud points, int width, bool literal)
    {
        (double ay, double az) = (points.Y[width / 2], points.Z[width / 2]);
        (double by, double bz) = (points.Y[points.Count - width / 2], points.Z[points.Count - width / 2]);
        double rise = ay - by, run = az - bz, length = Math.Sqrt(rise * rise + run * run);
        if (!(length > 0))
            return;
        double cos = run / length, sin = rise / length;
        for (int i = 0; i < points.Count; i++)
        {
            double x = points.X[i], y = points.Y[i] - by, z = points.Z[i] - bz;
            (double qx, double qy, double qz) = (x, cos * y - sin * z, sin * y + cos * z);
            bool background = qy > -0.02 || qz > 1.8 || Math.Abs(qx) > 1;
            if (literal)
            {
                if (background)
                    (qx, qy, qz) = (0, -by, -bz);
                double py = cos * qy + sin * qz + by, pz = -sin * qy + cos * qz + bz;
                (points.X[i], points.Y[i], points.Z[i]) = ((float)(0.1 * qx), (float)(-0.1 * pz), (float)(0.1 * py));
            }
            else if (background)
                (points.X[i], points.Y[i], points.Z[i]) = (0, 0, 0);
        }
    }
}
