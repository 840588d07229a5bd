using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.M3dm;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Hosting.Serving;

namespace Pipeline3D.Hosting;

/// <summary>Adds pipelines to a program's services.</summary>
public static class Pipeline3DServices
{
    /// <summary>Adds <see cref="IPipelineRunner"/>. May be called several times: options add up.</summary>
    /// <param name="services">The program's services; blocks may take them, and loggers, in their constructors. They
    /// live as long as the program, so blocks take no scoped ones.</param>
    /// <param name="configure">Says which blocks there are besides the project's own. Default: none.</param>
    public static IServiceCollection AddPipeline3D(this IServiceCollection services,
        Action<Pipeline3DOptions>? configure = null)
    {
        services.AddLogging().AddOptions<Pipeline3DOptions>();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton<IPipelineRunner, PipelineRunner>();
        services.TryAddSingleton<SentRuns>();
        // Towers are up to a gigabyte: one copy for all runs and blocks of the program.
        services.TryAddSingleton<ClipShelf>();
        services.TryAddSingleton<PointMaeShelf>();
        services.TryAddSingleton<DinoShelf>();
        services.TryAddSingleton<ResNetShelf>();
        services.TryAddSingleton<EfficientNetShelf>();
        return services;
    }

    /// <summary>Serves a pipeline while the host runs; may be called for several. See <see cref="PipelineService"/> for
    /// start, stop and failure.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="file">The pipeline file.</param>
    /// <param name="overrides">Values for its parameters and options. Default: none.</param>
    public static IServiceCollection AddPipeline3DService(this IServiceCollection services, string file,
        IReadOnlyList<string>? overrides = null)
        => services.AddPipeline3DService(new ServiceRequest(file) { Overrides = overrides ?? [] });

    /// <summary>As above, with everything that can be said about a service.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="request">Which pipeline is served, and how.</param>
    public static IServiceCollection AddPipeline3DService(this IServiceCollection services, ServiceRequest request)
    {
        services.AddPipeline3D();
        // The host starts what is registered as its interface; programs ask for the class, to learn the address.
        int number = services.Count(service => service.ServiceType == typeof(PipelineService));
        services.AddSingleton(provider => new PipelineService(provider.GetRequiredService<IPipelineRunner>(), request,
            provider.GetRequiredService<ILoggerFactory>(), provider.GetService<IHostApplicationLifetime>()));
        return services.AddSingleton<IHostedService>(
            provider => provider.GetServices<PipelineService>().ElementAt(number));
    }
}
