using Flink.Core;
using Flink.Core.Configuration;
using Flink.FileSystems.Hdfs.Configuration;

namespace Flink.FileSystems.Hdfs.Tests.Configuration;

public sealed class HadoopConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hadoop-conf").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_are_read_in_order_and_final_values_and_those_of_flink_stay()
    {
        Write("core-site.xml", """
            <?xml version="1.0"?>
            <?xml-stylesheet type="text/xsl" href="configuration.xsl"?>
            <configuration>
              <!-- a comment -->
              <property><name> a </name><value>core</value></property>
              <property><name>b</name><value>core</value><final>true</final></property>
              <property name="c" value="attribute"/>
              <property><name>d</name><value>core</value></property>
              <property><name>empty</name><value></value></property>
            </configuration>
            """);
        Write("hdfs-site.xml", "<configuration><property><name>a</name><value>hdfs</value></property><property><name>b</name><value>hdfs</value></property></configuration>");
        var hadoop = Load(("flink.hadoop.d", "flink"));
        Assert.Equal(["hdfs", "core", "attribute", "flink", null, null], ((string[])["a", "b", "c", "d", "empty", "none"]).Select(hadoop.Get));
    }

    [Fact]
    public void References_are_resolved_as_hadoop_does()
    {
        Write("core-site.xml", """
            <configuration>
              <property><name>host</name><value>nn.example</value></property>
              <property><name>fs.defaultFS</name><value>hdfs://${host}:${port}</value></property>
              <property><name>port</name><value>8020</value></property>
              <property><name>home</name><value>/user/${user.name}</value></property>
              <property><name>env</name><value>${env.SET} ${env.UNSET-dash} ${env.UNSET:-colon}</value></property>
              <property><name>missing</name><value>${nobody.knows}</value></property>
              <property><name>circle</name><value>${circle}</value></property>
            </configuration>
            """);
        var hadoop = Load();
        Assert.Equal("hdfs://nn.example:8020", hadoop.Get("fs.defaultFS"));
        Assert.Equal("/user/carol", hadoop.Get("home"));
        Assert.Equal("value dash colon", hadoop.Get("env"));
        Assert.Equal("${nobody.knows}", hadoop.Get("missing"));
        Assert.Equal("${circle}", hadoop.Get("circle"));
    }

    [Fact]
    public void A_file_may_include_another()
    {
        Write("core-site.xml", """
            <configuration xmlns:xi="http://www.w3.org/2001/XInclude">
              <xi:include href="more.xml"/>
              <xi:include href="none.xml"><xi:fallback/></xi:include>
            </configuration>
            """);
        Write("more.xml", "<configuration><property><name>a</name><value>included</value></property></configuration>");
        Assert.Equal("included", Load().Get("a"));
        File.Delete(Path.Combine(_folder, "more.xml"));
        Assert.Contains("more.xml", Assert.Throws<FlinkException>(() => Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_is_that_of_the_option_then_of_the_environment()
    {
        Write("core-site.xml", "<configuration><property><name>a</name><value>option</value></property></configuration>");
        var other = Directory.CreateDirectory(Path.Combine(_folder, "home", "etc", "hadoop")).FullName;
        File.WriteAllText(Path.Combine(other, "hdfs-site.xml"), "<configuration><property><name>a</name><value>home</value></property></configuration>");
        var home = Path.Combine(_folder, "home");
        string? Both(string name) => name switch { "HADOOP_CONF_DIR" => _folder, "HADOOP_HOME" => home, _ => null };
        Assert.Equal("option", HadoopConfiguration.Load(FlinkConfiguration.Empty, Both).Get("a"));
        Assert.Equal("home", HadoopConfiguration.Load(FlinkConfiguration.Empty, name => name == "HADOOP_HOME" ? home : null).Get("a"));
        Assert.Equal("home", HadoopConfiguration.Load(FlinkConfiguration.Empty.With("fs.hdfs.hadoopconf", other), Both).Get("a"));
        Assert.Equal("home", HadoopConfiguration.Load(FlinkConfiguration.Empty.With("env.hadoop.conf.dir", other), Both).Get("a"));
        Assert.Null(HadoopConfiguration.Load(FlinkConfiguration.Empty, static _ => null).Folder);
        var error = Assert.Throws<FlinkException>(() => HadoopConfiguration.Load(FlinkConfiguration.Empty, name => name == "HADOOP_CONF_DIR" ? "/no/such/folder" : null));
        Assert.Contains("'HADOOP_CONF_DIR' names the folder '/no/such/folder'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<configuration><property>", "damaged")]
    [InlineData("<html></html>", "its root is <html>")]
    [InlineData("<configuration>\n<properties/></configuration>", "line 2")]
    public void A_file_that_is_not_of_the_form_is_named(string text, string expected)
    {
        Write("hdfs-site.xml", text);
        var error = Assert.Throws<FlinkException>(() => Load());
        Assert.Contains("hdfs-site.xml", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_have_hadoops_forms()
    {
        var hadoop = Load(("flink.hadoop.t", "90s"), ("flink.hadoop.m", "60000"), ("flink.hadoop.bad", "soon"), ("flink.hadoop.l", "a, b,,c"));
        Assert.Equal(TimeSpan.FromSeconds(90), hadoop.GetTime("t", TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMinutes(1), hadoop.GetTime("m", TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromHours(1), hadoop.GetTime("none", TimeSpan.FromHours(1)));
        Assert.Equal(["a", "b", "c"], hadoop.GetList("l"));
        Assert.Equal(128L << 20, HadoopSizes.Parse("s", "128m", hadoop));
        Assert.Contains("'bad' is 'soon'", Assert.Throws<FlinkException>(() => hadoop.GetTime("bad", TimeSpan.Zero)).Message, StringComparison.Ordinal);
        Assert.Contains("'bad' is 'soon'", Assert.Throws<FlinkException>(() => hadoop.GetInt("bad", 0)).Message, StringComparison.Ordinal);
        Assert.Throws<FlinkException>(() => HadoopSizes.Parse("s", "9999999999999t", hadoop));
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private HadoopConfiguration Load(params (string Key, string Value)[] settings) => HadoopConfiguration.Load(
        settings.Aggregate(FlinkConfiguration.Empty, static (all, one) => all.With(one.Key, one.Value)).With("fs.hdfs.hadoopconf", _folder),
        static name => name switch { "HADOOP_USER_NAME" => "carol", "SET" => "value", _ => null });
}
