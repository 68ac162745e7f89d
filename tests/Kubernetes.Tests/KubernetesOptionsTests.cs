using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;

namespace Flink.Kubernetes.Tests;

public sealed class KubernetesOptionsTests
{
    [Fact]
    public void Every_option_is_documented_and_no_other()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Flink.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var documented = File.ReadLines(Path.Combine(folder, "docs", "kubernetes.md"))
            .Where(line => line.StartsWith("| `kubernetes.", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(KubernetesOptions.All.Select(option => option.Key), documented);
    }

    [Theory]
    [InlineData("kubernetes.container.image.ref")]
    [InlineData("kubernetes.container.image")]
    [InlineData("kubernetes.taskmanager.labels")]
    [InlineData("kubernetes.taskmanager.labels.team")]
    [InlineData("kubernetes.operator.reconcile.interval")]
    [InlineData("kubernetesque.option")]
    public void What_is_read_may_be_set(string key) => KubernetesOptions.RefuseUnknown(FlinkConfiguration.Empty.With(key, "x"));

    [Theory]
    [InlineData("kubernetes.hadoop.conf.config-map.name")]
    [InlineData("kubernetes.namepsace")]
    public void What_nobody_reads_is_refused(string key)
    {
        var error = Assert.Throws<ConfigurationException>(() => KubernetesOptions.RefuseUnknown(FlinkConfiguration.Empty.With(key, "x")));

        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }
}
