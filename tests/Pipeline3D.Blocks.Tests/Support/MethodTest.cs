using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Tests.Support;

/// <summary>The blocks of methods by hand.</summary>
public abstract class MethodTest : BlockTest
{
    private protected static MethodRunner Method<T>() => MethodType.Of(typeof(T))!.Open();

    private protected static PrepareBlock Prepare<T>(MethodOptions options) => new(options, Method<T>());

    private protected static FitBlock Fit<T>(MethodOptions options)
    {
        var fit = new FitBlock(options, Method<T>());
        Assert.Null(fit.Check("fit", new Recipe([Method<T>().StepOf(options)]), null));
        return fit;
    }

    private protected static ScoreBlock Score<T>() => new(MethodType.Of(typeof(T))!.Id);

    private protected Task<PreparedScan> PreparedAsync<T>(MethodOptions options, Scan scan)
        => Prepare<T>(options).TransformAsync(scan, ContextOf("a")).AsTask();

    private protected async Task<ModelSet> LearnAsync<T>(MethodOptions options, params Scan[] scans)
    {
        FitBlock fit = Fit<T>(options);
        await fit.StartAsync(Run, CancellationToken.None);
        for (int i = 0; i < scans.Length; i++)
            await fit.AddAsync(await PreparedAsync<T>(options, scans[i]), ContextOf($"{i}"));
        return await fit.CompleteAsync(Run, CancellationToken.None);
    }

    private protected async Task<ScoredScan> ScoredAsync<T>(ModelSet models, MethodOptions options, Scan scan,
        string category = "dome") => await Score<T>().ApplyAsync(models, await PreparedAsync<T>(options, scan),
            ContextOf("t", category));

    private protected static byte[] Bytes(TrainedModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
