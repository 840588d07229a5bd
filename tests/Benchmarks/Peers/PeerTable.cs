namespace Pipeline3D.Benchmarks.Peers;

/// <summary>What is compared. Paths: D = the inputs of the drivers, T = what this tool made of them.</summary>
internal static class PeerTable
{
    private const string NineViews = "-45,0;-15,0;0,0;15,0;45,0;0,-30;0,-15;0,15;0,30";

    public static IEnumerable<PeerRow> Rows(string d, string t)
    {
        string views = $"views --in {d}/surf_112896.npy --views {NineViews} --height 336 --width 336 --camera orbit";
        yield return Fps("FPS, surface 300k to 64k", $"{d}/surf300k.npy", 300e3, 64000, 130, "pcl", "open3d");
        yield return Fps("FPS, surface 100k to 16k", $"{d}/surf100k.npy", 100e3, 16000, 70, "pcl", "open3d");
        yield return Fps("FPS, cube 300k to 64k", $"{d}/cube300k.npy", 300e3, 64000, null, "pcl");
        yield return Knn("kNN k=32, surface 300k, build included", $"{d}/surf300k.npy", 300e3);
        yield return Knn("kNN k=32, surface 64k, build included", $"{d}/surf64k.npy", 64e3);
        yield return new("plane, 300k, 1,000 iterations",
            [$"plane --in {d}/surf300k.npy --threshold 0.005 --confidence 1"],
            [$"plane.py --input {d}/surf300k.npy --peer open3d --iters 1000 --prob 1.0 --repeat 3"], 20,
            new(12 * 300e3, 0), "hypotheses that cannot win any more are given up early; counting the rest, in vectors");
        yield return new("plane, 300k, early end", [$"plane --in {d}/surf300k.npy --threshold 0.005"],
            [
                $"plane.py --input {d}/surf300k.npy --peer pcl --iters 1000 --prob 0.99 --repeat 5",
                $"plane.py --input {d}/surf300k.npy --peer open3d --iters 1000 --repeat 5",
            ], 2, new(12 * 300e3, 0), "the copy centred on the mean, the refit in double");
        yield return new("DBSCAN, 107k, eps 0.006, 30",
            [$"clusters --in {d}/surf_object.npy --eps 0.006 --min-points 30"],
            [
                $"plane.py --input {d}/surf_object.npy --peer open3d_dbscan --repeat 1",
                $"plane.py --input {d}/surf_object.npy --peer sklearn_dbscan --repeat 1",
            ], 25, new(12 * 107e3 * 2, 0), "sorting points into cells; whole cells are decided without distances");
        yield return new("normals + FPFH, 64k",
            [
                $"normals --in {d}/surf64k.npy --radius 0.1 --max-nn 30",
                $"fpfh --in {d}/surf64k.npy --normals {t}/normals64k.npy --radius 0.25 --max-nn 100",
            ],
            [
                $"normals_fpfh.py --input {d}/surf64k.npy --peer open3d --repeat 2",
                $"normals_fpfh.py --input {d}/surf64k.npy --peer pcl_native --repeat 2",
            ], 4, new(64e3 * 100 * (8 + 24), 64e3 * 100 * 120), "angles of 6.3 million pairs in double");
        yield return new("9 views, 112,896 points to 336 x 336", [views],
            [
                $"project.py --input {d}/surf_112896.npy --peer numba --repeat 7",
                $"project.py --input {d}/surf_112896.npy --peer torch_scatter_amin --repeat 5",
                $"project.py --input {d}/surf_112896.npy --peer numpy_sort_key --repeat 3",
            ], 1, new(9 * 112896 * (12 + 9 + 16.0), 9 * 112896 * 30),
            "double precision (the peers use float32), and random access to the depth buffer");
        yield return new("9 views as shaded splats, with visibility", [$"{views} --out-images {t}/views"],
            [
                $"project.py --input {d}/surf_112896.npy --peer open3d_visualizer --repeat 1",
                $"project.py --input {d}/surf_112896.npy --peer pointad_python_loop --repeat 1",
            ], 100, new(9 * 112896 * 64.0, 9 * 112896 * 150),
            "normals, which the peers are given, and shading in double")
        {
            AddPeers = true,
        };
        foreach (string known in new[] { "64k", "10k" })
            yield return new($"harmonic 800 x 800, {known} known, residual 1e-6",
                // The op stops at a hundredth of the tolerance it is given.
                [$"interpolate --height 800 --width 800 --known {d}/harm800_{known}_idx.npy "
                    + $"--values {d}/harm800_{known}_val.npy --tolerance 1e-4"],
                [
                    $"harmonic.py --known {known} --peer scipy_cg_jacobi --repeat 3",
                    $"harmonic.py --known {known} --peer cholmod --repeat 2",
                    $"harmonic.py --known {known} --peer hypre --repeat 2",
                ], 25, new(640e3 * 4 * 14 * 8, 0), "passes over the pixels: about ten iterations of fourteen streams");
        yield return new("AUROC + AP, 16 million scores (ours: with AU-PRO)", [Metrics(d)],
            ["metrics.py --peer torch_auroc_ap --repeat 2"], 8, new(16e6 * 5, 0),
            "sorting 16 million scores by their bits");
        yield return new("AU-PRO exact, 100 masks 400 x 400 (ours: with AUROC, AP)", [Metrics(d)],
            ["metrics.py --peer aupro_numpy --repeat 1"], 8, new(16e6 * 5, 0),
            "the same sort, and labelling the masks");
        yield return new("coreset 10k of 100k x 33", [$"coreset --in {d}/feat100k_33.npy --count 10000"],
            ["coreset.py --peer fused_cpp_ref --repeat 1", "coreset.py --peer numpy_loop --limit 300 --repeat 1"], 1.3,
            new(0, 1e4 * 1e5 * 33 * 3 * 0.25), "distances that the triangle inequality does not spare");
        yield return new("nearest of 10k x 33 for 50k queries",
            [$"nearest --bank {t}/bank10k.npy --queries {d}/query50k_33.npy"],
            [
                "coreset.py --peer nn_pykdtree --repeat 3", "coreset.py --peer nn_torch_mm --repeat 3",
                "coreset.py --peer nn_faiss_flat --repeat 3",
            ], 2, new(0, 5e4 * 1e4 * 33 * 3 * 0.25),
            "distances that the triangle inequality does not spare, three operations per component");
        foreach (string codec in new[] { "none", "deflate", "lzw" })
            yield return new($"TIFF {codec}, 100 files 800 x 800 x 3", [$"read --file {d}/../tiff/{codec}"],
                [$"loadfiles.py --codec {codec} --peer libtiff --threads 2 --repeat 5"], 1, new(100 * 2 * 7.68e6, 0),
                codec switch
                {
                    "none" => "copies by the system, and fresh pages for every image",
                    "deflate" => "the runtime's zlib, which takes nearly all of it",
                    _ => "one table look-up after another: 3.7 million codes a file",
                });
        foreach ((string codec, double target) in new[] { ("ascii", 4.0), ("binary", 1), ("binary_compressed", 1) })
            yield return new($"PCD {codec}, 1 million points", [$"read --file {d}/../pcd/pts1m_{codec}.pcd"],
                [
                    $"loadfiles.py --codec {codec} --peer pcl_pcd --repeat 5",
                    $"loadfiles.py --codec {codec} --peer open3d_pcd --repeat 3",
                ], target, new(2 * 12e6, 0), codec == "ascii" ? "parsing 39 MB of digits" : "copies into three arrays");
    }

    /// <summary>Ops at four sizes, each four times the one before.</summary>
    public static IEnumerable<(string Name, string[] Arguments)> Scaling(string t, string[] sizes)
    {
        string[] Each(Func<string, string> arguments) => [.. sizes.Select(arguments)];
        yield return ("FPS to a quarter", Each(n => $"fps --in {t}/surf{n}.npy --count {int.Parse(n) / 4}"));
        yield return ("kNN k=32", Each(n => $"knn --in {t}/surf{n}.npy --k 32"));
        yield return ("plane, early end", Each(n => $"plane --in {t}/surf{n}.npy --threshold 0.005"));
        yield return ("DBSCAN, 30 points", Each(n
            => $"clusters --in {t}/surf{n}.npy --eps {Spacing(n, 4)} --min-points 30"));
        yield return ("normals, 30 nearest", Each(n => $"normals --in {t}/surf{n}.npy --radius 0.1 --max-nn 30"));
        yield return ("FPFH, 100 nearest", Each(n =>
            $"fpfh --in {t}/surf{n}.npy --normals {t}/normals{n}.npy --radius 0.25 --max-nn 100"));
        yield return ("views, 9", Each(n =>
            $"views --in {t}/surf{n}.npy --views {NineViews} --height 336 --width 336 --camera orbit"));
        yield return ("harmonic, a tenth known", Each(n =>
            $"interpolate --height {Side(n)} --width {Side(n)} --known {t}/known{n}.npy --values {t}/values{n}.npy"));
        yield return ("coreset, a tenth of n x 33", Each(n =>
            $"coreset --in {t}/rows{int.Parse(n) / 4}.npy --count {int.Parse(n) / 40}"));
        yield return ("nearest, n x 33 in a bank of 1,000", Each(n =>
            $"nearest --bank {t}/rows1000.npy --queries {t}/rows{int.Parse(n) / 4}.npy"));
        yield return ("metrics, n scores", Each(n => $"metrics --scores {t}/scores{n}.npy --masks {t}/masks{n}.npy"));
    }

    /// <summary>Side of the square image of n pixels.</summary>
    public static int Side(string n) => (int)Math.Round(Math.Sqrt(int.Parse(n)));

    private static string Metrics(string d)
        => $"metrics --scores {d}/metrics_score_100x400x400.npy --masks {d}/metrics_gt_100x400x400.npy";

    private static string Spacing(string n, double factor)
        => (factor * 0.2 / Math.Sqrt(int.Parse(n))).ToString("R");

    private static PeerRow Fps(string name, string input, double n, int count, double? target, params string[] peers)
        => new(name, [$"fps --in {input} --count {count}"],
            [.. peers.Select(peer => $"fps.py --input {input} --m {count} --peer {peer} --limit 2000 --repeat 1")],
            target, new(0, 8 * n * Math.Log2(n)),
            "one thread: each pick waits for the one before; a few vectors of boxes and a few boxes opened per pick");

    private static PeerRow Knn(string name, string input, double n) => new(name, [$"knn --in {input} --k 32"],
        [
            $"knn.py --input {input} --peer nanoflann --threads 2 --leaf 16 --repeat 3",
            $"knn.py --input {input} --peer nanoflann --threads 2 --leaf 32 --repeat 3",
            $"knn.py --input {input} --peer open3d_nns --threads 2 --repeat 3",
            $"knn.py --input {input} --peer pcl --threads 2 --repeat 3",
            $"knn.py --input {input} --peer pykdtree --threads 2 --repeat 3",
        ], 2.5, new(n * (12 + (32 * 8)), n * 100 * 9), "sorting 60 candidates a point, and building the tree");
}
