using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Hosting;

namespace Pipeline3D.Cli.Running;

/// <summary>What the command line offers to pipelines.</summary>
internal static class Programs
{
    /// <summary>The blocks of the plug-in folder and those of the plug-ins named, besides our own.</summary>
    public static Pipeline3DOptions Configure(this Pipeline3DOptions options, IReadOnlyList<string> plugins)
    {
        options.AddPluginFolder(Path.Combine(AppContext.BaseDirectory, "plugins"));
        foreach (string path in plugins)
            options.AddPlugin(path);
        return options;
    }

    /// <summary>The services of one command.</summary>
    public static ServiceProvider Of(IReadOnlyList<string> plugins) => new ServiceCollection()
        .AddPipeline3D(options => options.Configure(plugins)).BuildServiceProvider();
}
