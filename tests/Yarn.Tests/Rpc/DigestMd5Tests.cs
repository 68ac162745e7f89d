using Flink.Core;
using Flink.Yarn.Rpc;

namespace Flink.Yarn.Tests.Rpc;

public sealed class DigestMd5Tests
{
    [Fact]
    public void The_example_of_RFC_2831_is_answered_as_it_stands_there()
    {
        var digest = new DigestMd5("chris", "secret", "imap/elwood.innosoft.com");

        var response = digest.Respond("realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",algorithm=md5-sess,charset=utf-8", "OA6MHXh6VqTrRk");

        Assert.Contains("response=d388dad90d4bbd760a152321f2143af7", response, StringComparison.Ordinal);
        digest.Verify("rspauth=ea40f60335c427b5527b84dbabcdfffd");
    }

    [Fact]
    public void A_token_answers_as_ResourceManagers_take_it()
    {
        byte[] password = [.. Enumerable.Range(1, 20).Select(static value => (byte)value)];
        var digest = DigestMd5.Of(new HadoopToken(Convert.FromHexString("0a0d0a09080110dee78090a034100110c3ef81b4feffffffff01"), password, "YARN_AM_RM_TOKEN", ""), "/default");

        var response = digest.Respond("realm=\"default\",nonce=\"XAr/2fynpup5RKBCPU5hB8choufNfLkwibwpJT80\",qop=\"auth\",charset=utf-8,algorithm=md5-sess", "AAECAwQFBgcICQoLDA0ODw==");

        Assert.Equal(
            "charset=utf-8,username=\"Cg0KCQgBEN7ngJCgNBABEMPvgbT+/////wE=\",realm=\"default\",nonce=\"XAr/2fynpup5RKBCPU5hB8choufNfLkwibwpJT80\",nc=00000001,"
                + "cnonce=\"AAECAwQFBgcICQoLDA0ODw==\",digest-uri=\"/default\",maxbuf=65536,response=2f052422e2eda967029b9da34c30d3da,qop=auth",
            response);
        digest.Verify("rspauth=ca96b109fcc3f880202811444ab5a835");
    }

    [Theory]
    [InlineData("")]
    [InlineData("rspauth=ea40f60335c427b5527b84dbabcdfffe")]
    [InlineData("rspauth")]
    public void A_server_that_does_not_know_the_secret_is_not_believed(string answer)
    {
        var digest = new DigestMd5("chris", "secret", "imap/elwood.innosoft.com");
        digest.Respond("realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\"", "OA6MHXh6VqTrRk");

        Assert.Contains("could not prove", Assert.Throws<FlinkException>(() => digest.Verify(answer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("realm=\"default\"", "has no nonce")]
    [InlineData("", "has no nonce")]
    [InlineData("nonce=\"n\",qop=\"auth-int,auth-conf\"", "'hadoop.rpc.protection' is not 'authentication' but allows auth-int, auth-conf only")]
    [InlineData("nonce=\"n,qop=", "could not")]
    public void A_challenge_that_cannot_be_answered_is_said(string challenge, string expected)
    {
        var digest = new DigestMd5("a", "b", "c");

        var error = Assert.Throws<FlinkException>(() =>
        {
            digest.Respond(challenge);
            digest.Verify("");
        });

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Protection_is_chosen_where_there_is_a_choice_and_quotes_are_kept() =>
        Assert.Contains(",realm=\"a \\\"b\\\"\",nonce=\"n\\\\\",", new DigestMd5("u", "p", "/s").Respond("realm=\"a \\\"b\\\"\",nonce=\"n\\\\\",qop=\"auth-conf, auth\""), StringComparison.Ordinal);
}
