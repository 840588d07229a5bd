using System.Text.RegularExpressions;
using Pipeline3D.Networks.Loading;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Networks.Tests.Loading;

public sealed class TorchFolderTests : IDisposable
{
    private readonly TempFolder _root = new();

    [Fact]
    public void Find_AllThree_TheVariableComesBeforeTheProgramBeforeThePackages()
    {
        string named = Libtorch("named"), beside = Libtorch("app/torch");
        string package = Libtorch(
            $"packages/libtorch-cpu-linux-x64/{TorchFolder.LibtorchVersion}/runtimes/linux-x64/native");
        Touch($"packages/torchsharp/{TorchFolder.TorchSharpVersion}/runtimes/linux-x64/native/"
            + TorchFolder.BindingFile);

        Assert.Equal(named, Find(named, out _)!.Path);
        Assert.Equal(beside, Find(null, out _)!.Path);
        Directory.Delete(beside, recursive: true);
        TorchFolder found = Find("", out _)!;
        Assert.Equal((package, TorchFolder.LibtorchVersion), (found.Path, found.Version));
        Assert.EndsWith(TorchFolder.BindingFile, found.Binding, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NothingAnywhere_NamesTheFoldersAndWhatToDo()
    {
        Assert.Null(Find(null, out string problem));
        Assert.Contains(_root["app/torch"], problem, StringComparison.Ordinal);
        Assert.Contains(_root["packages"], problem, StringComparison.Ordinal);
        Assert.Contains("PIPELINE3D_LIBTORCH", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void Find_AVariableThatLeadsNowhere_DoesNotFallBack()
    {
        Libtorch("app/torch");
        Assert.Null(Find(_root["nowhere"], out string problem));
        Assert.Contains(_root["nowhere"], problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_LibtorchWithoutItsBinding_NamesTheBinding()
    {
        string named = _root["alone"];
        Touch("alone/libtorch_cpu.so");
        Assert.Null(Find(named, out string problem));
        Assert.Contains(TorchFolder.BindingFile, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other/build-version", "2.4.1+cpu", "2.4.1+cpu")]
    [InlineData("other/version.py", "from typing import Optional\n__version__ = '2.9.0'\n", "2.9.0")]
    [InlineData("other/lib/VERSION", "2.10.0", "2.10.0")]
    public void Find_AFolderThatSaysItsVersion_HasIt(string file, string text, string version)
    {
        string named = Libtorch("other/lib");
        File.WriteAllText(_root[file], text);
        TorchFolder found = Find(named, out _)!;
        Assert.Equal(version, found.Version);
        if (version != TorchFolder.LibtorchVersion)
            Assert.Contains($"is version {version}", TorchLoader.Load(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_OfTheLoader_AreThoseOfThePackages()
    {
        string props = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "Directory.Packages.props"));
        Assert.Equal(TorchFolder.LibtorchVersion, Pinned("libtorch-cpu-linux-x64"));
        Assert.Equal(TorchFolder.TorchSharpVersion, Pinned("TorchSharp"));

        string Pinned(string package) => Regex.Match(props,
            $"Include=\"{package}\" Version=\"([^\"]+)\"").Groups[1].Value;
    }

    public void Dispose() => _root.Dispose();

    private TorchFolder? Find(string? variable, out string problem)
        => TorchFolder.Find(variable, _root["app"], _root["packages"], out problem);

    private string Libtorch(string folder)
    {
        Touch($"{folder}/libtorch_cpu.so");
        Touch($"{folder}/{TorchFolder.BindingFile}");
        return _root[folder];
    }

    private void Touch(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[file])!);
        File.WriteAllText(_root[file], "");
    }
}
