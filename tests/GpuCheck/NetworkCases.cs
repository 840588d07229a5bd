using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;

namespace Pipeline3D.GpuCheck;

/// <summary>3D-ST's scores: student, teacher and their distance, at sizes of practice or small ones.</summary>
internal static class NetworkCases
{
    public static IEnumerable<KernelCase> All(bool small)
    {
        NetworkShape shape = small ? NetworkShape.Standard(8, 2) : NetworkShape.Standard(64);
        int neighbours = small ? 5 : 32;
        foreach (int n in small ? new[] { 150 } : [16_000, 64_000])
        {
            PointGraph graph = PointGraph.Build(Inputs.Surface(n), neighbours);
            double scale = graph.MeanDistance();
            var pair = new StudentTeacher(shape, StudentTeacher.RandomWeights(shape, 1),
                StudentTeacher.RandomWeights(shape, 2));
            Whitening whitening = pair.WhiteningOf(graph, scale);
            yield return KernelCase.Of("3D-ST, teacher, student and scores",
                $"{n}, k = {neighbours}, d = {shape.Width}",
                () => pair.SquaredScores(graph, scale, whitening),
                scope => pair.SquaredScores(graph, scale, whitening, 0, scope), found => found)
                with { Stays = true, Tolerance = 1e-4 };
        }
    }
}
