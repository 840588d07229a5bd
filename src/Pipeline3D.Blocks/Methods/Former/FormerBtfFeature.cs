using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Blocks.Methods.Former;

/// <summary><c>feature.btf</c> of version 0.1.</summary>
public sealed class FormerBtfFeature : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "feature.btf";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "prepare.patchcore-fpfh";
}

/// <summary><c>scoring.fit-patchcore</c> of version 0.1.</summary>
public sealed class FormerPatchCoreFit : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.fit-patchcore";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "fit.patchcore-fpfh";
}

/// <summary><c>scoring.patchcore</c> of version 0.1.</summary>
public sealed class FormerPatchCoreScoring : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.patchcore";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "score.patchcore-fpfh";
}

/// <summary><c>scoring.fit-btf-cloud</c> of version 0.1.</summary>
public sealed class FormerBtfCloudFit : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.fit-btf-cloud";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "fit.btf-cloud";
}

/// <summary><c>scoring.fit-patchcore-cloud</c> of version 0.1.</summary>
public sealed class FormerPatchCoreCloudFit : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.fit-patchcore-cloud";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "fit.patchcore-cloud";
}

/// <summary><c>scoring.cloud</c> of version 0.1.</summary>
public sealed class FormerCloudScoring : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.cloud";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "score.saved";
}

/// <summary><c>feature.point-graph</c> of version 0.1.</summary>
public sealed class FormerPointGraph : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "feature.point-graph";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "prepare.3d-st";
}

/// <summary><c>scoring.fit-3d-st</c> of version 0.1.</summary>
public sealed class FormerStudentFit : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.fit-3d-st";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options)
    {
        // Trainings are called after their block now.
        options.Remove("name");
        return "fit.3d-st";
    }
}

/// <summary><c>scoring.pretrain-3d-st</c> of version 0.1.</summary>
public sealed class FormerTeacherFit : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.pretrain-3d-st";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "fit.3d-st-teacher";
}

/// <summary><c>scoring.3d-st</c> of version 0.1.</summary>
public sealed class FormerStudentScoring : IFormerBlock
{
    /// <inheritdoc/>
    public string Id => "scoring.3d-st";

    /// <inheritdoc/>
    public string Rewrite(IDictionary<string, string> options) => "score.3d-st";
}
