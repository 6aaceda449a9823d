using System.Net;
using EasyCron.Worker.Http;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class HttpTransportTests
{
    [Test]
    public void D25_nothing_that_could_lead_around_the_guard_is_on([Values] bool reuse)
    {
        using var handler = HttpTransport.Create(new HttpSettings(), new AddressGuard(EgressAllowList.None), trustedRoot: null, reuse);

        Assert.Multiple(() =>
        {
            Assert.That(handler.ConnectCallback, Is.Not.Null);
            Assert.That(handler.UseProxy, Is.False, "a proxy of the environment would do the dialling");
            Assert.That(handler.UseCookies, Is.False, "one tenant's cookies would go out with another's requests");
            Assert.That(handler.AllowAutoRedirect, Is.False);
            Assert.That(handler.AutomaticDecompression, Is.EqualTo(DecompressionMethods.None));
            Assert.That(handler.SslOptions.RemoteCertificateValidationCallback, Is.Null, "certificates are judged by the system");
            Assert.That(handler.SslOptions.CertificateChainPolicy, Is.Null);
        });
    }
}
