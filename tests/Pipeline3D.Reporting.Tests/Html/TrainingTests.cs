using System.Text.Json;

namespace Pipeline3D.Reporting.Tests.Html;

/// <summary>Loss curves and compared methods in the report.</summary>
public sealed class TrainingTests
{
    [Fact]
    public void Write_TrainingsAndMethods_AreInThePage()
    {
        using SampleRun run = SampleRun.Whole();
        File.WriteAllText(run.Folder.In("training", "student-bagel.json"),
            """{"name":"student-bagel","best_epoch":2,"train":[3,1],"validation":[4,2]}""");
        File.Copy(run.Folder.MetricsJson, run.Folder.In("methods", "other", "metrics.json"));

        JsonElement data = Page.Data(run.Write());

        Assert.Equal("student-bagel", data.GetProperty("trainings")[0].GetProperty("name").GetString());
        Assert.Equal(2, data.GetProperty("trainings")[0].GetProperty("validation")[1].GetInt32());
        Assert.Equal(data.GetProperty("metrics").GetProperty("mean").GetRawText(),
            data.GetProperty("methods").GetProperty("other").GetProperty("mean").GetRawText());
    }

    [Fact]
    public void Write_DamagedCurves_AreNamedAndLeftOut()
    {
        using SampleRun run = SampleRun.Whole();
        File.WriteAllText(run.Folder.In("training", "broken.json"), "{");
        JsonElement data = Page.Data(run.Write());
        Assert.Equal(0, data.GetProperty("trainings").GetArrayLength());
        Assert.Contains(data.GetProperty("notices").EnumerateArray(), notice => notice.GetString()!
            .Contains("broken.json", StringComparison.Ordinal));
    }
}
