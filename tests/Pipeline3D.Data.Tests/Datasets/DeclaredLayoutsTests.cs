using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Tests.Datasets;

/// <summary>What is declared wrongly is refused with the class and the rule.</summary>
public sealed class DeclaredLayoutsTests
{
    [Fact]
    public void Of_WronglyDeclaredClasses_SayWhichRuleIsBroken()
    {
        Assert.Contains("must be an IDatasetLayout", Message(() => LayoutType.Of(typeof(NoLayout))));
        Assert.Contains("name of small letters", Message(() => LayoutType.Of(typeof(Capital))));
        Assert.Contains("Title and a Summary", Message(() => LayoutType.Of(typeof(Untitled))));
        Assert.Contains("nothing else", Message(() => LayoutType.Of(typeof(Demanding))));
        Assert.Contains("is declared as 'misnamed' and calls itself 'folder'",
            Message(() => LayoutType.Of(typeof(Misnamed))!.Create(null, ScanFormats.Own)));
        Assert.Null(LayoutType.Of(typeof(string)));
    }

    [Fact]
    public void Add_TheSameAssemblyTwice_NamesBothLayouts()
        => Assert.Contains("'anomaly-shapenet' is taken by", Message(() => DatasetLayouts.Own.Add(
            typeof(DatasetLayouts).Assembly)));

    [Fact]
    public void Own_Order_IsByRankThenName()
        => Assert.Equal(["anomaly-shapenet", "eyecandies", "modelnet10", "mvtec3d", "real3d", "rendered-views",
            "folder"],
            DatasetLayouts.Own.All.Select(type => type.Name));

    private static string Message(Action act) => Assert.Throws<ArgumentException>(act).Message;

    [Layout("no-layout", Title = "t", Summary = "s")]
    private sealed class NoLayout;

    [Layout("Capital", Title = "t", Summary = "s")]
    private sealed class Capital : Stub;

    [Layout("untitled", Summary = "s")]
    private sealed class Untitled : Stub;

    [Layout("demanding", Title = "t", Summary = "s")]
    private sealed class Demanding : Stub
    {
        public Demanding(int wish) => _ = wish;
    }

    [Layout("misnamed", Title = "t", Summary = "s")]
    private sealed class Misnamed : Stub;

    private abstract class Stub : IDatasetLayout
    {
        public string Name => "folder";

        public LengthUnit Unit => LengthUnit.Metre;

        public string Form => "";

        public IReadOnlyList<string> Splits => [];

        public bool Matches(string root) => false;

        public IReadOnlyList<string> CategoriesOf(string root) => [];

        public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark) => [];
    }
}
