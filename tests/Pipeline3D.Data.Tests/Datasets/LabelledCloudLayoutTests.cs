using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;
using static Pipeline3D.Data.Tests.Datasets.DatasetTrees;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class LabelledCloudLayoutTests
{
    private static void Put(TempFolder folder, string path, params float[] xyz)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        PcdWriter.Write(folder[path], Cloud(xyz));
    }

    private static void PutText(TempFolder folder, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        File.WriteAllText(folder[path], text);
    }

    [Fact]
    public void Real3d_TreeOfTheDataset_TakesAnomalousPointsFromTheText()
    {
        using var folder = new TempFolder();
        Put(folder, "duck/train/1_template.pcd", 1, 2, 3);
        Put(folder, "duck/train/9_other.pcd", 1, 2, 3);
        Put(folder, "duck/test/2_good_cut.pcd", 1, 2, 3, 4, 5, 6);
        Put(folder, "duck/test/10_bulge_cut.pcd", 9, 9, 9);
        Put(folder, "duck/test/3_temp.pcd", 9, 9, 9);
        PutText(folder, "duck/gt/10_bulge_cut.txt", "1 2 3 0.0\r\n\r\n4,5,6,1.0\nnan 5 6 1\n7\t8\t9\t0\n");
        Make(folder, "notes");
        var remarks = new List<string>();
        List<SourceEntry<Scan>> entries = [.. new Real3dLayout().Enumerate(Query(folder.Path), remarks.Add)];
        Assert.Equal(3, remarks.Count);
        Assert.Contains(remarks, remark => remark.Contains("1 folders hold no scans of real3d")
            && remark.EndsWith("notes"));
        Assert.Contains(remarks, remark => remark.EndsWith("3_temp.pcd"));
        Assert.Contains(remarks, remark => remark.EndsWith("9_other.pcd"));
        Assert.Equal(["duck/test/bulge_cut/10_bulge_cut", "duck/test/good/2_good_cut", "duck/train/good/1_template"],
            entries.Select(entry => entry.Id.Path));
        Scan bulge = entries[0].Load(CancellationToken.None);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], bulge.Cloud.ToInterleaved());
        Assert.Equal([0, 1, 0], bulge.Truth!.Ids);
        Assert.Contains("1 of 4 points are not finite", Assert.Single(bulge.Remarks));
        Assert.Equal((true, LengthUnit.Millimetre), (bulge.IsAnomalous!.Value, bulge.Unit));
        Scan good = entries[1].Load(CancellationToken.None);
        Assert.Equal((false, 2, false), (good.IsAnomalous!.Value, good.Cloud.Count, good.Truth!.IsAnomalous));
        Assert.IsType<Real3dLayout>(DatasetLayouts.Own.Detect(folder.Path));
    }

    [Fact]
    public void Real3d_MissingOrMalformedText_FailsTheScan()
    {
        using var folder = new TempFolder();
        Put(folder, "duck/test/1_sink.pcd", 1, 2, 3);
        SourceEntry<Scan> entry = Assert.Single(List(new Real3dLayout(), folder.Path));
        Assert.Contains("no such file", Assert.Throws<FormatException3D>(()
            => entry.Load(CancellationToken.None)).Message);
        PutText(folder, "duck/GT/1_sink.txt", "1 2 3 0\n1 2 3\n");
        entry = Assert.Single(List(new Real3dLayout(), folder.Path));
        Assert.Contains("line 2", Assert.Throws<FormatException3D>(() => entry.Load(CancellationToken.None)).Message);
    }

    [Theory, InlineData("real3d", "duck/test/", "duck/gt/", "1_bulge", "2_good"),
        InlineData("anomaly-shapenet", "duck/test/", "duck/GT/", "duck_bulge1", "duck_positive2")]
    public void Enumerate_LabelsWithoutACloud_AreAScanWithoutPartner(
        string name, string clouds, string labels, string lost, string good)
    {
        using var folder = new TempFolder();
        Put(folder, $"{clouds}{good}.pcd", 1, 2, 3);
        PutText(folder, $"{labels}{lost}.txt", "1 2 3 0\n");
        PutText(folder, $"{labels}README.txt", "what this is\n");
        IDatasetLayout layout = DatasetLayouts.Own.Find(name);
        Assert.Equal([lost, good], List(layout, folder.Path).Select(listed => listed.Id.Name));
        SourceEntry<Scan> entry = List(layout, folder.Path)[0];
        Assert.Equal("bulge", entry.Id.Defect);
        var refusal = Assert.Throws<FormatException3D>(() => entry.Load(CancellationToken.None));
        Assert.Equal(RejectReason.MissingPartner, refusal.ReasonAmong(entry.Files));
        Assert.Contains($"{lost}.txt have no cloud in test/", refusal.Message);
        Assert.Contains(DatasetSummary.Of(folder.Path, layout).Remarks, remark => remark.Contains($"{lost}.pcd"));
        Assert.Equal(2, List(layout, folder.Path, "test").Count);
    }

    [Theory, InlineData(".asc"), InlineData(".xyz"), InlineData(".ply")]
    public void Enumerate_CloudAsText_IsRead(string extension)
    {
        using var folder = new TempFolder();
        Put(folder, "duck/train/1_template.pcd", 1, 2, 3);
        Put(folder, "duck/test/3_good.pcd", 1, 2, 3);
        Directory.CreateDirectory(folder["duck/test"]);
        ScanFormats own = ScanFormats.Own;
        if (extension == ".asc")
            PutText(folder, "duck/test/1_bulge.asc", "1 2 3\n");
        else
            own.Write(folder[$"duck/test/1_bulge{extension}"], Cloud(1, 2, 3));
        PutText(folder, "duck/test/2_good.asc", "1 2 3\n");
        // A text beside a cloud of the same name is a table of something, as it always was.
        PutText(folder, "duck/test/3_good.xyz", "1 2 3\n");
        PutText(folder, "duck/gt/1_bulge.txt", "1 2 3 1\n");
        List<SourceEntry<Scan>> entries = List(new Real3dLayout(), folder.Path, "test");
        Assert.Equal(["1_bulge", "2_good", "3_good"], entries.Select(entry => entry.Id.Name));
        Assert.Equal([true, false, false], entries.Select(entry
            => entry.Load(CancellationToken.None).IsAnomalous!.Value));
    }

    [Theory, InlineData("nan"), InlineData("inf"), InlineData("-1")]
    public void Load_LabelThatIsNone_IsABadFormatByItsLine(string label)
    {
        using var folder = new TempFolder();
        Put(folder, "duck/test/1_bulge.pcd", 1, 2, 3);
        PutText(folder, "duck/gt/1_bulge.txt", $"1 2 3 0\n4 5 6 {label}\n");
        Put(folder, "plain/good/1.pcd", 1, 2, 3);
        Put(folder, "plain/bulge/1.pcd", 1, 2, 3);
        PutText(folder, "plain/bulge/gt/1.txt", $"1 2 3 0\n4 5 6 {label}\n");
        foreach (SourceEntry<Scan> entry in (SourceEntry<Scan>[])[List(new Real3dLayout(), folder.Path)[0],
            List(new FolderLayout(), folder["plain"])[0]])
        {
            var refusal = Assert.Throws<FormatException3D>(() => entry.Load(CancellationToken.None));
            Assert.Equal((RejectReason.BadFormat, 2), (refusal.ReasonAmong(entry.Files), refusal.Line));
        }
    }

    [Fact]
    public void AnomalyShapeNet_TreeOfTheDataset_NamesKindsWithoutNumbers()
    {
        using var folder = new TempFolder();
        Put(folder, "pcd/vase0/train/vase0_template0.pcd", 1, 2, 3);
        Put(folder, "pcd/vase0/test/vase0_positive3.pcd", 1, 2, 3);
        Put(folder, "pcd/vase0/test/vase0_crak12.pcd", 1, 2, 3);
        PutText(folder, "pcd/vase0/GT/vase0_crak12.txt", "1,2,3,1\n4,5,6,0\n");
        List<SourceEntry<Scan>> entries = List(new AnomalyShapeNetLayout(), folder.Path);
        Assert.Equal(["vase0/test/crak/vase0_crak12", "vase0/test/good/vase0_positive3",
            "vase0/train/good/vase0_template0"],
            entries.Select(entry => entry.Id.Path));
        Assert.Equal([1, 0], entries[0].Load(CancellationToken.None).Truth!.Ids);
        Assert.IsType<AnomalyShapeNetLayout>(DatasetLayouts.Own.Detect(folder.Path));
        Assert.Equal(3, List(new AnomalyShapeNetLayout(), folder["pcd"]).Count);
    }
}
