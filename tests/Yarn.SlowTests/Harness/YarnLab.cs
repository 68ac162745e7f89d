using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>The YARN that HADOOP_CONF_DIR describes; where there is none tests are skipped, and say so.</summary>
internal static class YarnLab
{
    private static readonly SemaphoreSlim _once = new(1);
    private static ServiceFile[]? _shipped;

    static YarnLab() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(State, recursive: true);

    /// <summary>The folder of these tests on HDFS.</summary>
    public static string Staging => $"{Hadoop.Get("fs.defaultFS")!.TrimEnd('/')}/y-cluster";

    public static HadoopSettings Hadoop => HadoopSettings.From(FlinkConfiguration.Empty);

    public static FlinkConfiguration Configuration => FlinkConfiguration.Empty.With(YarnOptions.StagingDirectory, Staging);

    /// <summary>A folder of state for commands that may share one: the archive of the installation is packed once for all tests.</summary>
    public static string State { get; } = Directory.CreateTempSubdirectory("flink-yarn-state-").FullName;

    /// <summary>The tests run on one machine, on which all containers are.</summary>
    public static void Need()
    {
        if (Environment.GetEnvironmentVariable("HADOOP_CONF_DIR") is not { Length: > 0 })
        {
            Assert.Skip("HADOOP_CONF_DIR names no configuration of a Hadoop with YARN's Services API");
        }
    }

    public static YarnConnection Connect() => new(ResourceManagerAddresses.Of(Hadoop), HadoopUser.Name, TimeProvider.System);

    /// <summary>What containers are shipped; uploaded once.</summary>
    public static async Task<IReadOnlyList<ServiceFile>> ShipAsync()
    {
        await _once.WaitAsync();
        try
        {
            return _shipped ??= await Task.Run(Upload);
        }
        finally
        {
            _once.Release();
        }
    }

    private static ServiceFile[] Upload()
    {
        var staging = StagingFolder.Of(Configuration, Hadoop, HadoopUser.Name);
        var archive = DistributionArchive.Of(["dotnet", Installation.Flink], Installation.Plugins, Installation.Scripts);
        var path = archive.WriteTo(Path.Combine(State, "archives"));
        var target = staging.Archive(archive.Name);
        staging.Upload(path, target);
        return
        [
            new ServiceFile(ShippedFiles.Engine, target.ToString(), IsArchive: true, staging.VisibilityOf(target)),
            .. ShippedFiles.OfHadoop(Hadoop).Select(file => Copy(staging, file.Name, file.File)),
        ];
    }

    private static ServiceFile Copy(StagingFolder staging, string name, string file)
    {
        var target = staging.Root.Child($"hadoop-conf/{name}");
        staging.Write(target, File.ReadAllText(file));
        return new ServiceFile(name, target.ToString(), IsArchive: false, "PRIVATE");
    }
}
