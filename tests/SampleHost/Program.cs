using System.Text.Json.Nodes;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting;
using Pipeline3D.Hosting.Running;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddPipeline3D();
WebApplication app = builder.Build();
app.MapPost("/run", async (Order order, IPipelineRunner runner, CancellationToken stop) =>
{
    try
    {
        PipelineDefinition pipeline = runner.Load(order.File, order.Overrides);
        RunReport report = await runner.RunAsync(pipeline, new RunRequest(), stop: stop);
        JsonNode?[] verdicts = [.. report.ReadVerdicts().Select(line => JsonNode.Parse(line))];
        foreach (JsonNode? verdict in verdicts)
            Console.WriteLine($"{verdict!["item"]}: {verdict["verdict"]}");
        return Results.Ok(new { Outcome = $"{report.Outcome}", report.Counts, report.Metrics, verdicts });
    }
    catch (Exception wrong) when (wrong is DefinitionException or RunException)
    {
        return Results.BadRequest(wrong.Message);
    }
});
await app.RunAsync();

internal sealed record Order(string File, string[] Overrides);
