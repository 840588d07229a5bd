using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>Puts anomalies on meshes and draws clouds from them.</summary>
internal static class MeshAnomalies
{
    // How far the share of area may lie outside the bounds for the share of points to be worth a look.
    private const double Doubt = 1.3;

    /// <summary>Finds an anomaly that covers as much of the drawn points as it should.</summary>
    /// <param name="kind">One of the six kinds.</param>
    /// <param name="mesh">The mesh, in the unit ball.</param>
    /// <param name="rules">What to keep to.</param>
    /// <param name="random">Source of all choices.</param>
    /// <param name="sample">Draws the cloud.</param>
    /// <param name="count">Points that it draws.</param>
    public static AnomalyFound<SampledCloud> Find(AnomalyKind kind, SurfaceMesh mesh, SynthesisRules rules,
        SplitMix64 random, Func<SpoiltMesh, SampledCloud> sample, int count)
    {
        AnomalyFound<(SampledCloud? Cloud, double Share)> found = AnomalySearch.Find(kind, new MeshBody(mesh, count),
            draw => Drawn(draw.On(mesh)!), made => made.Share, random, rules, CancellationToken.None);
        return new AnomalyFound<SampledCloud>(found.Draw, found.Made.Cloud, found.Share, found.Tries, found.Stretch,
            found.Problem);

        (SampledCloud? Cloud, double Share) Drawn(SpoiltMesh spoilt)
        {
            double share = spoilt.Share;
            if (share < rules.MinShare / Doubt || share > rules.MaxShare * Doubt)
                return (null, share);
            SampledCloud cloud = sample(spoilt);
            return (cloud, cloud.Share);
        }
    }
}
