using Flink.Core.Configuration;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Tests.Configuration;

public sealed class HadoopSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-hadoop-").FullName;

    [Fact]
    public void Site_files_are_read_with_their_references_and_keys_of_the_configuration_come_first()
    {
        Write("yarn-site.xml", ("yarn.resourcemanager.hostname", "rm"), ("a", "${yarn.resourcemanager.hostname}:1 ${nobody}"));
        var settings = new HadoopSettings(FlinkConfiguration.Empty.With("flink.yarn.b", "2").With("flink.hadoop.a2", "${a}"), _folder);

        Assert.Equal("rm:1 ${nobody}", settings.Get("a"));
        Assert.Equal("2", settings.Get("yarn.b"));
        Assert.Equal("rm:1 ${nobody}", settings.Get("a2"));
        Assert.Null(settings.Get("c"));
        Assert.Equal([new Uri("http://rm:8088/")], ResourceManagerAddresses.Of(settings));
    }

    [Fact]
    public void Files_have_all_of_their_forms_as_for_files_of_HDFS()
    {
        File.WriteAllText(Path.Combine(_folder, "core-site.xml"), """
            <configuration xmlns:xi="http://www.w3.org/2001/XInclude">
              <property name="a" value="attribute"/>
              <property><name>b</name><value>final</value><final>true</final></property>
              <xi:include href="more.xml"/>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(_folder, "more.xml"), "<configuration><property><name>c</name><value>/user/${user.name}/${env.NOBODY_HAS_SET_THIS:-x}</value></property></configuration>");
        Write("yarn-site.xml", ("b", "site"));

        var settings = new HadoopSettings(FlinkConfiguration.Empty, _folder);

        Assert.Equal(("attribute", "final", $"/user/{HadoopUser.Name}/x"), (settings.Get("a"), settings.Get("b"), settings.Get("c")));
    }

    [Fact]
    public void With_high_availability_there_are_the_addresses_of_all_ids()
    {
        Write(
            "yarn-site.xml", ("yarn.resourcemanager.ha.enabled", "true"), ("yarn.resourcemanager.ha.rm-ids", "rm1, rm2"),
            ("yarn.resourcemanager.hostname.rm1", "a"), ("yarn.resourcemanager.webapp.address.rm2", "b:18088"));

        Assert.Equal([new Uri("http://a:8088/"), new Uri("http://b:18088/")], ResourceManagerAddresses.Of(new HadoopSettings(FlinkConfiguration.Empty, _folder)));
    }

    [Fact]
    public void With_the_policy_for_it_addresses_are_encrypted()
    {
        Write("yarn-site.xml", ("yarn.http.policy", "HTTPS_ONLY"), ("yarn.resourcemanager.hostname", "rm"), ("yarn.resourcemanager.webapp.address", "rm:1"));

        Assert.Equal([new Uri("https://rm:8090/")], ResourceManagerAddresses.Of(new HadoopSettings(FlinkConfiguration.Empty, _folder)));
    }

    [Fact]
    public void Nothing_that_says_where_it_is_is_an_error_with_what_to_set()
    {
        var error = Assert.Throws<ConfigurationException>(() => ResourceManagerAddresses.Of(new HadoopSettings(FlinkConfiguration.Empty, null)));

        Assert.Contains("HADOOP_CONF_DIR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_that_the_configuration_names_is_read_and_its_name_means_nothing_in_a_container()
    {
        Write("yarn-site.xml", ("yarn.resourcemanager.hostname", "rm"));
        foreach (var key in HadoopSettings.FolderKeys)
        {
            var configuration = FlinkConfiguration.Empty.With(key, _folder);
            Assert.Equal("rm", HadoopSettings.From(configuration).Get("yarn.resourcemanager.hostname"));
            Assert.Null(OptionLines.ForContainer(configuration).GetText(key));
        }
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "core-site.xml"), "<configuration>");

        var error = Assert.Throws<ConfigurationException>(() => new HadoopSettings(FlinkConfiguration.Empty, _folder));

        Assert.Contains("core-site.xml", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string file, params (string Key, string Value)[] properties) => File.WriteAllText(
        Path.Combine(_folder, file),
        $"<configuration>{string.Concat(properties.Select(property => $"<property><name>{property.Key}</name><value> {property.Value} </value></property>"))}</configuration>");
}
