using System.Reflection;
using System.Text;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Testing.Methods;

public sealed partial class MethodConformance<TMethod>
{
    private string? Saved()
    {
        using TrainedModel model = Learn();
        byte[] bytes = Bytes(model);
        return InAFile(bytes, path =>
        {
            using TrainedModel read = TrainedModel.Load(path, _ => Method);
            if (!Bytes(read).AsSpan().SequenceEqual(bytes))
                return "a model that was saved, loaded and saved again is another file";
            return !Method.Type.Scores || Same(Score(model, Broken(FirstTest)), Score(read, Broken(FirstTest)))
                ? null : "a model that was saved and loaded scores otherwise";
        });
    }

    private string? Threads()
    {
        using TrainedModel one = Learn(run: new FitRun { Threads = 1 }), many = Learn(run: new FitRun { Threads = 3 });
        if (!Bytes(one).AsSpan().SequenceEqual(Bytes(many)))
            return "three threads make another model than one";
        return !Method.Type.Scores || Same(Score(one, Broken(FirstTest), 1), Score(one, Broken(FirstTest), 3))
            ? null : "three threads score otherwise than one";
    }

    private string? Order()
    {
        if (!Method.Type.Scores)
            return null;
        using TrainedModel model = Learn();
        Scores first = Score(model, Whole(FirstTest));
        Score(model, Broken(FirstTest + 1));
        return Same(first, Score(model, Whole(FirstTest))) ? null : "a scan scores otherwise once another was scored";
    }

    private string? AtTheEdge()
    {
        using TrainedModel model = Learn();
        foreach ((string what, Scan scan) in Unusual.Select(pair => (pair.Key, Ready(pair.Value))))
        {
            try
            {
                object sample = Method.Prepare(scan, model.Options, new MethodContext());
                if (Method.Type.Scores)
                    Method.Score(model.Model, scan, sample, model.Options, new MethodContext());
            }
            catch (ItemRejectedException)
            {
                // That is what a method says of a scan that it cannot use.
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                return $"a scan with '{what}' makes it throw {cause.GetType().Name} instead of rejecting it: "
                    + cause.Message;
            }
        }
        return null;
    }

    private string? Kept()
    {
        object sample = Method.Prepare(Whole(FirstTest), options, new MethodContext());
        byte[] bytes = SampleBytes(sample);
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        object read = Method.ReadSample(reader);
        return reader.BaseStream.Position != bytes.Length ? "a sample is not read to its end"
            : !SampleBytes(read).AsSpan().SequenceEqual(bytes) ? "a sample that was written and read is another one"
            : Method.SizeOf(sample) <= 0 ? $"a sample of {bytes.Length} bytes is said to take {Method.SizeOf(sample)}"
            : null;
    }

    private string? Untouched()
    {
        byte[] usual = SampleBytes(Method.Prepare(Whole(FirstTest), options, new MethodContext()));
        foreach (PropertyInfo property in OptionRecord.PropertiesOf(options.GetType()))
            if (!property.IsDefined(typeof(PreparationAttribute), true) && Other(property) is { } other
                && !SampleBytes(Method.Prepare(Whole(FirstTest), other, new MethodContext())).AsSpan()
                    .SequenceEqual(usual))
                return $"{property.Name} changes samples, but is not marked with [Preparation]";
        return null;
    }

    // The options with one of them changed; null when no other value of it can be guessed.
    private MethodOptions? Other(PropertyInfo property)
    {
        object? value = property.GetValue(options);
        object? changed = value switch
        {
            bool flag => !flag,
            int number => number + 1,
            long number => number + 1,
            double number => number * 0.9,
            float number => number * 0.9f,
            Enum word => Enum.GetValues(word.GetType()).Cast<object>().FirstOrDefault(found => !found.Equals(word)),
            null when property.PropertyType == typeof(int?) => 7,
            _ => null,
        };
        if (changed is null)
            return null;
        MethodOptions other = options with { };
        property.SetValue(other, changed);
        var problems = new Problems();
        other.Validate(problems);
        return problems.Found.Count == 0 ? other : null;
    }

    private string? Ended()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Method.Type.Id}.{Guid.NewGuid():N}.p3dc");
        try
        {
            using TrainedModel whole = Learn();
            using var stop = new CancellationTokenSource();
            int epochs = 0;
            try
            {
                // Ended behind the second epoch, as far as there are epochs.
                Learn(run: new CheckpointRun(path, () =>
                {
                    if (++epochs == 2)
                        stop.Cancel();
                }), stop: stop.Token).Dispose();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // What was done so far lies in the checkpoint.
            }
            using TrainedModel again = Learn(run: new CheckpointRun(path, () => { }));
            return Bytes(whole).AsSpan().SequenceEqual(Bytes(again)) ? null
                : "a fit that was ended and begun again makes another model";
        }
        finally
        {
            File.Delete(path);
        }
    }

    private string? Refused()
    {
        using TrainedModel model = Learn();
        byte[] newer = Bytes(model with
        {
            About = model.About with { MethodVersion = model.About.MethodVersion + 1 },
        });
        var empty = new MemoryStream();
        ArtifactFile.Write(empty, model.About, new ArtifactWriter());
        foreach ((string what, byte[] bytes) in new[] { ("another version of the method", newer),
            ("no tensor", empty.ToArray()), ("half a file", Bytes(model)[..(Bytes(model).Length / 2)]) })
            if (InAFile(bytes, path => RefusalOf(path) is { } message ? message.StartsWith(path,
                StringComparison.Ordinal) ? null : $"it does not name the file: {message}" : "it is loaded")
                is { } problem)
                return $"a model of {what}: {problem}";
        return null;
    }

    private string? RefusalOf(string path)
    {
        try
        {
            TrainedModel.Load(path, _ => Method).Dispose();
            return null;
        }
        catch (ModelFormatException cause)
        {
            return cause.Message;
        }
    }

    private string? Seeded()
    {
        using TrainedModel one = Learn(options with { Seed = 1 }), two = Learn(options with { Seed = 2 });
        // The seed itself stands among the options, so the numbers are compared.
        bool differ = !Tensors(one).SequenceEqual(Tensors(two));
        return differ == Method.Type.Declared.IsSeeded ? null
            : differ ? "it declares that nothing in it is random, but the seed changes the model"
            : "the seed changes nothing; declare IsSeeded = false";

        IEnumerable<float> Tensors(TrainedModel model)
        {
            var file = new ArtifactWriter();
            Method.Save(model.Model, file);
            return file.Numbers;
        }
    }

    private string? Defects(out MethodFigures? figures)
    {
        figures = null;
        if (!Method.Type.Scores)
            return null;
        using TrainedModel model = Learn();
        var random = new Random(1);
        var (scores, trivial, noise, truth) = (new List<float>(), new List<float>(), new List<float>(),
            new List<byte>());
        int above = 0;
        for (int i = 0; i < Twins; i++)
        {
            Scan bad = Broken(FirstTest + i);
            Scores found = Score(model, bad);
            above += found.Whole > Score(model, Whole(FirstTest + i)).Whole ? 1 : 0;
            float[] depths = bad.Cloud.Z.ToArray();
            float median = depths.Order().ElementAt(depths.Length / 2);
            for (int point = 0; point < found.Each.Length; point++)
            {
                scores.Add(found.Each[point]);
                trivial.Add(MathF.Abs(depths[point] - median));
                noise.Add(random.NextSingle());
                truth.Add(bad.Truth!.Ids[point] == 0 ? (byte)0 : (byte)1);
            }
        }
        byte[] isBad = [.. truth];
        figures = new MethodFigures((double)above / Twins, Roc.Auroc([.. scores], isBad),
            Roc.Auroc([.. trivial], isBad), Roc.Auroc([.. noise], isBad));
        return figures.Twins < TwinsAtLeast ? $"too few defective scans score above their normal twins: {figures}"
            : figures.Points < figures.Random + AboveRandom
            ? $"its points' scores are hardly better than random: {figures}"
            : null;
    }

    private static bool Same(Scores left, Scores right)
        => left.Whole.Equals(right.Whole) && left.Each.AsSpan().SequenceEqual(right.Each);

    private sealed class CheckpointRun(string path, Action watch) : FitRun
    {
        public override string? CheckpointPath => path;

        public override void Watch(TrainingEpoch epoch) => watch();
    }
}
