using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sparse;

namespace Pipeline3D.Cli.Net;

/// <summary>Shape-Guided's dictionary: nearest codes, matching pursuit, and how scores of two kinds are
/// joined.</summary>
[NetGroup("omp_alignment", Summary = "Nearest codes, orthogonal matching pursuit, alignment and fusion of scores.")]
internal sealed class AlignmentNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("option n_nonzero", "rows that a code is described by at most"),
        new("library, codes", "input [m, d], [n, d]"),
        new("sdf_map, rgb_map", "input [p], [p]: scores of shape and colour; 0 says nothing"),
        new("knn_test", "output [n, k]: the nearest rows of each code, nearest first"),
        new("knn_align", "output [n, k]: the same without the very nearest"),
        new("coefficients, reconstruction, residual", "output [n, k], [n, d], [n]: by the rows of knn_test"),
        new("score", "output [1]: the largest residual"),
        new("align_weight, align_bias, pixel", "output [1], [1], [p]: mean and three deviations of colour laid on "
            + "those of shape, and the larger score"),
    ];

    public override void Compute(NetTask task)
    {
        // They say in words what is done here.
        task.RequireOptionsOf("n_nonzero", "atoms", "note");
        FeatureMatrix library = Rows("library"), codes = Rows("codes");
        if (codes.Columns != library.Columns)
            throw task.Error($"'codes' have {codes.Columns} numbers, rows of 'library' {library.Columns}");
        int nearest = Wanted("knn_test", 0);
        int[] rows = Nearest(nearest, 0);
        Write("knn_test", rows, nearest);
        if (task.Wants("knn_align") && Wanted("knn_align", 1) is var others)
            Write("knn_align", Nearest(others, 1), others);
        SparseCodes found = OrthogonalMatchingPursuit.Solve(codes, library, rows, nearest,
            task.Whole("n_nonzero", 1, nearest));
        task.Write("coefficients", found.Coefficients, codes.Rows, nearest);
        task.Write("reconstruction", found.Reconstruction.Values, codes.Rows, codes.Columns);
        task.Write("residual", found.Residual, codes.Rows);
        task.Write("score", [found.Residual.Max()], 1);
        float[] shape = task.Array("sdf_map").To<float>(), colour = task.Array("rgb_map").To<float>();
        if (shape.Length != colour.Length)
            throw task.Error($"'sdf_map' has {shape.Length} scores, 'rgb_map' {colour.Length}");
        ScoreAlignment alignment = ScoreAlignment.Of(shape, colour);
        task.Write("align_weight", [(float)alignment.Weight], 1);
        task.Write("align_bias", [(float)alignment.Bias], 1);
        task.Write("pixel", [.. shape.Zip(colour, alignment.Larger)], shape.Length);

        int Wanted(string key, int apart) => task.Output(key).Shape is [_, var count] && count >= 1
            && count + apart <= library.Rows ? count : throw task.Error($"'{key}' must be [n, k] with k of at most "
                + $"{library.Rows - apart}");

        int[] Nearest(int count, int apart) => DictionaryRows.Nearest(new RowIndex(library), codes, count, apart);

        void Write(string key, int[] index, int count) => task.Write(key, Array.ConvertAll(index, row => (float)row),
            codes.Rows, count);

        FeatureMatrix Rows(string key)
        {
            NpyArray array = task.Array(key);
            return array.Shape is [var count, var columns] && count > 0 && columns > 0
                ? new FeatureMatrix(count, columns, array.To<float>()) : throw task.Error($"'{key}' must be [n, d]");
        }
    }
}
