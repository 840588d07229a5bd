namespace Pipeline3D.Cli.Scaffolds;

/// <summary>The files that begin a method: projects, method, options, sample and model, test, pipeline.</summary>
/// <remarks>The method itself is the repository's sample (tests/SampleMethod) under the new name.</remarks>
internal sealed class MethodScaffold(ScaffoldName name) : Scaffold(name.Word, name.Pascal)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Template)> Files =>
    [
        ("Directory.Build.props", "Props"),
        ($"{Plugin}/{Plugin}.csproj", "MethodPlugin"),
        ($"{Plugin}/{name.Pascal}.cs", "Sample.MeanDepth"),
        ($"{Plugin}/{name.Pascal}Options.cs", "Sample.MeanDepthOptions"),
        ($"{Plugin}/DepthModel.cs", "Sample.DepthModel"),
        ($"{Plugin}/{name.Pascal}.reproduce.json", "Sample.MeanDepth.reproduce"),
        ($"{Plugin}.Tests/{Plugin}.Tests.csproj", "MethodTestsProject"),
        ($"{Plugin}.Tests/{name.Pascal}Tests.cs", "MethodTests"),
        ($"{Word}.yaml", "MethodPipeline"),
    ];

    /// <inheritdoc/>
    protected override string Filled(string template) => base.Filled(template)
        .Replace("SampleMethod.MeanDepth", Plugin, StringComparison.Ordinal)
        .Replace("sample-mean-depth", Word, StringComparison.Ordinal)
        .Replace("MeanDepth", name.Pascal, StringComparison.Ordinal)
        .Replace("@Class@", name.Pascal, StringComparison.Ordinal);
}
