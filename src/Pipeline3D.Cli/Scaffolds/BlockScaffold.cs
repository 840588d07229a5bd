namespace Pipeline3D.Cli.Scaffolds;

/// <summary>The files that begin a block: projects, block, options, test, pipeline.</summary>
internal sealed class BlockScaffold(ScaffoldName name, ScaffoldKind kind) : Scaffold(name.Word, name.Pascal)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Template)> Files =>
    [
        ("Directory.Build.props", "Props"),
        ($"{Plugin}/{Plugin}.csproj", "Plugin"),
        ($"{Plugin}/{Class}.cs", $"{kind}"),
        ($"{Plugin}/{Class}Options.cs", $"{kind}Options"),
        ($"{Plugin}.Tests/{Plugin}.Tests.csproj", "Tests"),
        ($"{Plugin}.Tests/{Class}Tests.cs", $"{kind}Tests"),
        ($"{Word}.yaml", $"{kind}Pipeline"),
    ];

    // own.far-filter becomes FarFilter, not FarFilterFilter.
    private string Class => name.Pascal.EndsWith(Suffix, StringComparison.Ordinal) ? name.Pascal : name.Pascal + Suffix;

    private string Suffix => kind == ScaffoldKind.Transform ? "Block" : $"{kind}";

    /// <inheritdoc/>
    protected override string Filled(string template) => base.Filled(template)
        .Replace("@Class@", Class, StringComparison.Ordinal)
        .Replace("@Address@", name.Address, StringComparison.Ordinal);
}
